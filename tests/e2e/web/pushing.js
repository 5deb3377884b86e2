// A browser with a push service that can be reached from a test: `pushing` is what it was given.
//
// A Chromium that runs without Google's keys has none, so the part that talks to a push service is
// replaced here; all of the page and of the service worker is as it is.

(() => {
  if (location.origin === "null") return; // before a page is opened
  const { subscription, permission, granted, able, agent } = __GIVEN__;
  let kept = sessionStorage["test.subscribed"] ? made() : null;
  let now = sessionStorage["test.permission"] ?? permission;
  window.pushing = { asked: 0, keys: [] };

  function made() {
    const raw = Uint8Array.from(atob(subscription.key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return {
      endpoint: subscription.json.endpoint,
      options: { userVisibleOnly: true, applicationServerKey: raw.buffer },
      toJSON: () => subscription.json,
      unsubscribe: async () => {
        kept = null;
        delete sessionStorage["test.subscribed"];
        return true;
      },
    };
  }

  if (agent) Object.defineProperty(navigator, "userAgent", { get: () => agent });
  if (!able) {
    delete window.PushManager;
    return;
  }
  Object.defineProperty(Notification, "permission", { get: () => now });
  Notification.requestPermission = async () => {
    window.pushing.asked += 1;
    now = granted;
    sessionStorage["test.permission"] = now;
    return now;
  };
  PushManager.prototype.getSubscription = async () => kept;
  PushManager.prototype.subscribe = async (options) => {
    window.pushing.keys.push(String(options.applicationServerKey));
    kept = made();
    sessionStorage["test.subscribed"] = "1";
    return kept;
  };
})();
