"use strict";
// What htmx does not do. Everything works without this file.

// A hidden tab asks for nothing: parts that refresh themselves wait until somebody looks.
document.addEventListener("htmx:beforeRequest", (event) => {
  const trigger = event.detail.elt.getAttribute("hx-trigger") || "";
  if (document.hidden && trigger.includes("every")) {
    event.preventDefault();
  }
});

// Nobody sends a form twice by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.setTimeout(() => delete form.dataset.sent, 2000);
});

// Asks before what cannot be undone: <form data-confirm="Delete …?">
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    delete event.target.dataset.sent;
  }
}, true);
