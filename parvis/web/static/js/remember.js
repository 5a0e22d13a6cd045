// Name and address remembered on this device, if somebody ticked that; forgotten when they untick.
const KEY = "parvis.visitor";

for (const form of document.querySelectorAll("form[data-remember]")) {
  const { name, email, remember } = form.elements;
  form.querySelector(".remember").hidden = false;
  const kept = read();
  if (kept) {
    name.value ||= kept.name;
    email.value ||= kept.email;
    remember.checked = true;
  }
  form.addEventListener("submit", () => {
    if (remember.checked) write({ name: name.value, email: email.value });
    else forget();
  });
  remember.addEventListener("change", () => {
    if (!remember.checked) forget();
  });
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null; // no storage here, or nothing that we wrote
  }
}

function write(visitor) {
  try {
    localStorage.setItem(KEY, JSON.stringify(visitor));
  } catch {
    // A browser that keeps nothing: signing up works all the same.
  }
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
