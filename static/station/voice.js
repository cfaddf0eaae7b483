// The voice of a station: says what the stage shows, once, and hears check digits. Both are the browser's own.

import { twoDigits } from "./spoken.js";

const LANGUAGES = { en: "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" };
const LOUD = [".ask", ".place", ".position", ".many span", ".goods:not(.so-many) .sku-name, #stage > .sku-name"]; // what a picker must know, in this order
const language = LANGUAGES[document.documentElement.lang];
const stage = document.querySelector("#stage");

const isOn = () => document.documentElement.dataset.voice === "on";
let said = [];

/** A place is spelled, as "01-02-A" would be read as a date. */
const spelled = (text) => text.replace(/([A-Z\d])-(?=[A-Z\d])/g, "$1, ").replace(/(\d)(?=\d)/g, "$1 ");

/** The stage in words: [what to do, where or how many, of what]. */
function words() {
  const found = LOUD.map((part) => stage.querySelector(part)).filter(Boolean);
  return found.map((part) => (part.matches(".place") ? spelled(part.innerText) : part.innerText.trim()));
}

/** Says what has changed: of the same goods only the number that is still to be taken. */
function say() {
  const now = isOn() ? words() : [];
  const news = now[0] === said[0] && now[now.length - 1] === said[said.length - 1] ? now.filter((word) => !said.includes(word)) : now;
  said = now;
  if (!news.length || !window.speechSynthesis) return;
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(news.join(". "));
  utterance.lang = language;
  speechSynthesis.speak(utterance);
}

/** Listens once. onDigits gets two digits; onNothing is called when none were heard. */
export function hearDigits(onDigits, onNothing) {
  if (window.speechSynthesis) speechSynthesis.cancel();
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  const recognition = Object.assign(new Recognition(), { lang: language, maxAlternatives: 5 });
  let heard = null;
  recognition.onresult = ({ results: [alternatives] }) => {
    heard = [...alternatives].map(({ transcript }) => twoDigits(transcript)).find(Boolean) || null;
  };
  recognition.onend = () => (heard ? onDigits(heard) : onNothing());
  recognition.start();
}

new MutationObserver(say).observe(stage, { childList: true, subtree: true });
document.addEventListener("setting", () => { said = []; say(); });
say();
