/* portal.js – small helps on top of pages that already work without it. */
(function () {
  "use strict";
  var $ = function (s, r) { return (r || document).querySelector(s); };
  var $$ = function (s, r) { return Array.prototype.slice.call((r || document).querySelectorAll(s)); };

  /* Keys. With a modifier anywhere: Alt+S saves the draft, Ctrl+Enter presses the main button. Esc closes the head's menu.
     Bare letters only while a list has the focus (WCAG 2.1.4): J/K move. */
  document.addEventListener("keydown", function (e) {
    var k = (e.key || "").toLowerCase();
    if (e.altKey && k === "s") { var d = $('button[name="do"][value="draft"]'); if (d) { e.preventDefault(); d.click(); } return; }
    if (e.ctrlKey && k === "enter") { var m = e.target.form && $("button.btn-main", e.target.form); if (m) { m.click(); } return; }
    if (k === "escape") { shut(true); return; }
    if (k === "enter" && e.target.form && e.target.form.hasAttribute("data-lines")) { onward(e); return; }
    var list = e.target.closest && e.target.closest(".table-wrap");
    if (!list || e.ctrlKey || e.metaKey || e.altKey || (k !== "j" && k !== "k")) { return; }
    var rows = $$("tbody tr", list), at = rows.indexOf(e.target.closest("tbody tr"));
    at = k === "j" ? Math.min(rows.length - 1, at + 1) : Math.max(0, at - 1);
    var link = rows[at] && $("a", rows[at]);
    if (link) { link.focus(); }
  });

  /* in a long form Enter goes on to the next field, not off to the server; while a Chinese word is composed it is the word's */
  function onward(e) {
    if (e.isComposing || e.keyCode === 229 || !/^(INPUT|SELECT)$/.test(e.target.tagName)) { return; }
    var all = $$("input:not([type=hidden]), select, textarea, button:not([tabindex])", e.target.form);
    var next = all[all.indexOf(e.target) + 1];
    e.preventDefault();
    if (next) { next.focus(); if (next.select) { next.select(); } }
  }

  /* a picture drawn anew is changed in place: the old one stays to be seen until the new one is there */
  document.addEventListener("htmx:oobBeforeSwap", function (e) {
    var from = $("img", e.detail.fragment), to = e.detail.target;
    if (from && to.tagName === "IMG") { e.detail.shouldSwap = false; to.src = from.src; to.alt = from.alt; }
  });

  /* the menu under the reader's name closes when something else is turned to */
  function shut(back) {
    $$("details.who[open]").forEach(function (d) { d.open = false; if (back) { $("summary", d).focus(); } });
  }
  document.addEventListener("click", function (e) { if (!e.target.closest("details.who")) { shut(false); } });

  /* leave-page guard */
  $$("form[data-guard]").forEach(function (f) {
    var dirty = false;
    f.addEventListener("input", function () { dirty = true; });
    f.addEventListener("submit", function () { dirty = false; });
    document.addEventListener("draft:saved", function () { dirty = false; });
    window.addEventListener("beforeunload", function (e) { if (dirty) { e.preventDefault(); e.returnValue = ""; } });
  });

  /* one submit per form; a page that comes back out of the browser's memory can be used again */
  function enable(on) { $$("form[data-sent] button").forEach(function (b) { b.disabled = !on; }); }
  document.addEventListener("submit", function (e) {
    if (e.target.method !== "post" || e.defaultPrevented) { return; }
    e.target.setAttribute("data-sent", "");
    setTimeout(function () { enable(false); }, 0);
    setTimeout(function () { enable(true); e.target.removeAttribute("data-sent"); }, 8000);
  });
  /* what was about to be saved by itself is in what was sent: asked once more, the server would refuse it */
  document.addEventListener("htmx:beforeRequest", function (e) {
    if (e.detail.elt.closest("form[data-sent]")) { e.preventDefault(); }
  });
  window.addEventListener("pageshow", function () { enable(true); $$("form[data-sent]").forEach(function (f) { f.removeAttribute("data-sent"); }); });

  /* a request behind the page that came to nothing is said so, and unsaid by the next that works */
  function say(id) { $$("#lost, #ended").forEach(function (box) { box.hidden = box.id !== id; }); }
  function isOver() { return !!$("#ended:not([hidden])"); }
  document.addEventListener("htmx:sendError", function () { say("lost"); });
  document.addEventListener("htmx:responseError", function (e) { say(e.detail.xhr.status === 401 ? "ended" : "lost"); });
  document.addEventListener("htmx:afterRequest", function (e) { if (e.detail.successful) { say(""); } });

  /* while the session is known to be over, a long form is not sent: the page would be left and what is typed with it */
  document.addEventListener("submit", function (e) {
    if (isOver() && e.target.hasAttribute("data-guard")) { e.preventDefault(); e.stopPropagation(); }
  }, true);

  /* signing in changes the token of forms; a page that opens passes it on to the windows that stood open meanwhile */
  if (window.BroadcastChannel) {
    var windows = new BroadcastChannel("token");
    windows.onmessage = function (e) {
      document.body.setAttribute("hx-headers", e.data);
      $$("input[name=csrfmiddlewaretoken]").forEach(function (i) { i.value = JSON.parse(e.data)["x-csrftoken"]; });
      if (isOver()) { say(""); $$("form[data-guard]").forEach(function (f) { f.dispatchEvent(new Event("change")); }); }
    };
    if ($("details.who")) { windows.postMessage(document.body.getAttribute("hx-headers")); }
  }

  /* words sent when the session was over come back with their page after the same person signed in, in this window only */
  var who = $("details.who"), words = sessionStorage.getItem("words");
  if (location.pathname.indexOf("/accounts/") !== 0) {
    sessionStorage.removeItem("words");
    words = words && JSON.parse(words);
    if (words && words.path === location.pathname && who && words.who === who.textContent) {
      $$("form[data-keep] textarea").forEach(function (t) { t.value = t.value || words[t.id] || ""; });
    }
  }
  document.addEventListener("submit", function (e) {
    if (!e.target.hasAttribute("data-keep")) { return; }
    var kept = { path: location.pathname, who: who && who.textContent };
    $$("form[data-keep] textarea").forEach(function (t) { kept[t.id] = t.value; });
    sessionStorage.setItem("words", JSON.stringify(kept));
  });
})();
