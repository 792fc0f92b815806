// On a telephone one seat is shown at a time: tabs, with a dot where something new is.

const tabs = [...document.querySelectorAll("[role=tab]")];
const wide = matchMedia("(min-width: 900px)");

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) choose(tabs.at((index + step) % tabs.length)).focus();
  });
}
addEventListener("message", ({ origin, source }) => {
  const tab = tabs.find((one) => frameOf(one).contentWindow === source);
  if (origin === location.origin && tab) dot(tab, !wide.matches && !isChosen(tab));
});
choose(tabs[0]);
history.replaceState(null, "", location.pathname); // what a link brought is taken up once

function choose(chosen) {
  for (const tab of tabs) {
    tab.setAttribute("aria-selected", String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    panelOf(tab).classList.toggle("chosen", tab === chosen);
  }
  dot(chosen, false);
  return chosen;
}

function dot(tab, shown) {
  tab.querySelector(".dot").hidden = !shown;
}

function isChosen(tab) {
  return tab.getAttribute("aria-selected") === "true";
}

function panelOf(tab) {
  return document.getElementById(tab.getAttribute("aria-controls"));
}

function frameOf(tab) {
  return panelOf(tab).querySelector("iframe");
}
