// Uploads: photos are made smaller on the phone, which also leaves out where they were taken.

const LIMIT_BYTES = 10 * 1024 * 1024;
const LONGEST_SIDE = 2048;
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];
const BY_NAME = { heic: "image/heic", heif: "image/heic", pdf: "application/pdf" };

/** Something that the service would not take; its message is a word of the page. */
export class NotSendable extends Error {}

function typeOf(file) {
  const type = file.type.toLowerCase().replace("heif", "heic");
  return type || BY_NAME[file.name.split(".").pop().toLowerCase()] || "";
}

async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null; // HEIC, which few browsers can read: it goes as it is
  }
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#fff"; // what was transparent would turn black
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

/** What is to be sent of a chosen file: `{body, type, kind}`; throws `NotSendable`. */
export async function prepare(file) {
  let type = typeOf(file);
  let body = file;
  if (type.startsWith("image/")) {
    const drawn = await smaller(file);
    if (drawn) {
      body = drawn;
      type = "image/jpeg";
    }
  }
  if (!TYPES.includes(type)) {
    throw new NotSendable("Please choose a photo (JPEG, PNG, WebP or HEIC) or a PDF file.");
  }
  if (body.size > LIMIT_BYTES) {
    throw new NotSendable("This file is larger than 10 MB. Please choose a smaller one.");
  }
  return { body, type, kind: type === "application/pdf" ? "file" : "photo" };
}

/** Upload; `progress(0…1)` is called on the way. Resolves to the file's reference. */
export function upload({ body, type }, progress) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    request.open("POST", "/file");
    request.responseType = "json";
    request.setRequestHeader("Content-Type", type);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onerror = () => fail(new Error("network"));
    request.onload = () => {
      const why = {
        413: "This file is larger than 10 MB. Please choose a smaller one.",
        415: "Please choose a photo (JPEG, PNG, WebP or HEIC) or a PDF file.",
        429: "No more files can be taken now. Please log what you have sent, or try again tomorrow.",
        507: "No more files can be taken now. Please log what you have sent, or try again tomorrow.",
      }[request.status];
      if (request.status === 200 && request.response) done(request.response.reference);
      else fail(why ? new NotSendable(why) : new Error(String(request.status)));
    };
    request.send(body);
  });
}
