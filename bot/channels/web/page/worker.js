// The service worker: it shows pushes, and a page of its own where there is no connection. It keeps
// nothing of the app itself: what is shown with a connection always comes from the service.

const KEPT = "sohoctap-offline-{version}"; // the service fills in what the kept files are
const LANGUAGE = "sohoctap-language"; // a place where the page notes its language
const AS_IT_IS = { ignoreVary: true }; // it was fetched for this browser
const OFFLINE = ["/offline/vi", "/offline/en", "/page.css?offline", "/offline.js", "/icon.svg?offline"];

self.addEventListener("install", (event) => {
  const fetched = OFFLINE.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fetched)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name !== KEPT && name !== LANGUAGE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  const { pathname, search, origin } = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(offlinePage));
  } else if (origin === location.origin && OFFLINE.includes(pathname + search)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request, AS_IT_IS)));
  }
});

async function offlinePage() {
  const noted = await caches.open(LANGUAGE).then((kept) => kept.match("/language"));
  const language = noted ? await noted.text() : navigator.language.slice(0, 2);
  const kept = await caches.open(KEPT);
  const found = await kept.match(`/offline/${language}`, AS_IT_IS);
  return found ?? (await kept.match("/offline/vi", AS_IT_IS)) ?? Response.error();
}

self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data.json();
  } catch {
    // A push without words still says that something is there.
  }
  event.waitUntil(
    self.registration.showNotification("Sổ học tập", {
      body: told.text ?? "",
      lang: told.lang ?? "vi",
      tag: "notebook", // one notification, however many messages wait
      renotify: true,
      icon: "/icon-192.png",
      badge: "/badge-96.png",
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage());
});

async function openPage() {
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [first] = open.filter((client) => new URL(client.url).pathname === "/");
  return first ? first.focus() : self.clients.openWindow("/");
}

// The push service gave the browser another address: the service must know it too.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event));
});

async function renew({ newSubscription, oldSubscription }) {
  if (!newSubscription && !oldSubscription) return; // the next visit of the page sees to it
  const renewed =
    newSubscription ?? (await self.registration.pushManager.subscribe(oldSubscription.options));
  await fetch("/push/subscribe", { method: "POST", body: JSON.stringify(renewed) });
}
