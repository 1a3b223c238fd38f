"use strict";
(function () {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const rules = Array.from(document.querySelectorAll("details.rule"));
  const texts = new Map(rules.map((rule) => [rule, rule.textContent.toLowerCase()]));

  function filter() {
    const want = Object.fromEntries(new FormData(form));
    const text = want.text.trim().toLowerCase();
    let count = 0;
    for (const rule of rules) {
      const area = rule.closest(".area");
      const fits = (!want.area || area.dataset.area === want.area) &&
        (!want.level || rule.dataset.level === want.level) &&
        (!want.outcome || rule.dataset.outcome === want.outcome) &&
        (!text || texts.get(rule).includes(text));
      rule.hidden = !fits;
      count += fits ? 1 : 0;
    }
    for (const area of document.querySelectorAll(".area")) {
      area.hidden = !area.querySelector("details.rule:not([hidden])");
    }
    shown.textContent = count + " of " + rules.length + " rules shown";
  }

  // A link to a rule opens it, and shows it though the filter hides it.
  function follow() {
    const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!aim) return;
    if (aim.closest("[hidden]")) {
      form.reset();
      filter();
    }
    for (let at = aim.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    aim.scrollIntoView();
  }

  function copied(button, text) {
    const said = (word) => { button.textContent = word; };
    if (navigator.clipboard) {
      navigator.clipboard.writeText(text).then(() => said("copied"), () => said("select and copy"));
    } else {
      said("select and copy");
    }
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) copied(button, button.parentElement.nextElementSibling.textContent);
  });
  filter();
  follow();
})();
