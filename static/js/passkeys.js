/* A form with data-passkey asks the browser for a passkey and sends what it says. Its button is shown only where there are passkeys;
   what stands there for everybody else, [data-passkey-without], is then taken away.

   create and get read their options from the JSON that data-options names; login fetches them when it begins, since they hold for minutes.
   webauthnJSON is allauth's, loaded before. */

const { create, get, supported } = window.webauthnJSON;

const ASK = {
  create(form) {
    const options = written(form);
    // It signs in by itself, so the device keeps it and asks who is there.
    Object.assign(options.publicKey.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
    return create(options);
  },
  get: (form) => get(written(form)),
  async login(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return get((await answer.json()).request_options);
  },
};

function written(form) {
  return JSON.parse(document.getElementById(form.dataset.options).textContent);
}

for (const form of supported() ? document.querySelectorAll("form[data-passkey]") : []) {
  const button = form.querySelector("[data-passkey-button]");
  const failed = form.querySelector("[data-passkey-failed]");
  button.hidden = false;
  form.querySelector("[data-passkey-without]")?.remove();
  button.addEventListener("click", async () => {
    button.disabled = true;
    failed.hidden = true;
    try {
      const credential = await ASK[form.dataset.passkey](form);
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      // Taken back by the person, timed out, or made already on this device: the browser has said which.
      button.disabled = false;
      failed.textContent = form.dataset.failed;
      failed.hidden = false;
    }
  });
}
