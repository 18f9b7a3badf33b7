/* A phone's photo is made smaller before it is sent, so that it goes through on a slow line. Without this, or where the browser
   cannot, the photo is sent as it is. */

const LONGEST = 2000; // pixels of the longer side: print on a card stays readable
const WORTH_IT = 700 * 1024; // bytes
const QUALITY = 0.85;

for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file?.type.startsWith("image/") || file.size < WORTH_IT) return;
    const smaller = await shrink(file).catch(() => null);
    if (!smaller || smaller.size >= file.size || input.files[0] !== file) return;
    const carried = new DataTransfer();
    carried.items.add(new File([smaller], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
    input.files = carried.files;
    input.dataset.shrink = "done";
  });
}

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
