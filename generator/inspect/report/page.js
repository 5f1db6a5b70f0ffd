// The one script of the report: it filters the routes, and opens what a link leads into.
"use strict";

const form = document.getElementById("filters");
const shown = document.getElementById("shown");
const rows = [...document.querySelectorAll("#route-table tbody tr")];

const filter = () => {
  const { access, words } = Object.fromEntries(new FormData(form));
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !(
      (access === "all" || row.dataset.access === access) &&
      wanted.every((word) => text.includes(word))
    );
  }
  const left = rows.filter((row) => !row.hidden).length;
  shown.textContent = left === 0 ? "No route fits" : `${left} of ${rows.length} routes`;
};

form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();

const open = () => {
  const target = document.getElementById(location.hash.slice(1));
  const folded = target?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView();
};

addEventListener("hashchange", open);
open();
