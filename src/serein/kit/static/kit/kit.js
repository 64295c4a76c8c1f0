// What every page gains from JavaScript; without it every page still works.
import { enhanceAddressBox } from "./address_box.js";
import { offerCover } from "./cover.js";

function focusErrorSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

function openDialog(event) {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    dialog.showModal();
  }
}

function print(event) {
  if (event.target.closest("[data-print]")) {
    window.print();
  }
}

// Where the pages of the desk slide, the one that is open is in sight.
function showCurrentPage(root) {
  const current = root.querySelector(".subnav [aria-current]");
  if (current) {
    const list = current.closest("ul");
    list.scrollLeft = current.offsetLeft - list.offsetLeft - 16;
  }
}

// Two taps on a button send one form.
function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) {
    return;
  }
  if (form.dataset.isSent) {
    event.preventDefault();
  }
  form.dataset.isSent = "yes";
}

// A position counts as much as an address; it goes with the form, and nowhere else.
function offerPosition(button) {
  const form = button.form;
  const status = form.querySelector("[data-position-status]");
  button.hidden = !navigator.geolocation;
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.q.required = false;
        status.textContent = button.dataset.found;
      },
      () => (status.textContent = button.dataset.lost),
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}

function enhance(root) {
  root.querySelectorAll("input[type=file][data-cover]").forEach(offerCover);
  root.querySelectorAll("[data-position]").forEach(offerPosition);
  root.querySelectorAll("[data-address-box]").forEach(enhanceAddressBox);
  root.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
  focusErrorSummary(root);
  showCurrentPage(root);
}

document.addEventListener("click", openDialog);
document.addEventListener("click", print);
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-is-sent]").forEach((form) => delete form.dataset.isSent);
  }
});
enhance(document);
