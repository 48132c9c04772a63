// Asks what is to be said about the text while one types. The page works without it, by its button.
"use strict";
(() => {
  const form = document.getElementById("draft");
  const text = document.getElementById("text");
  const status = document.getElementById("status");
  if (!form || !text) return;
  let waiting = 0;
  let asked = null;

  const list = (id, items) => {
    const parent = document.getElementById(id);
    parent.replaceChildren(...items.map(([kind, head, words]) => {
      const item = document.createElement("li");
      item.className = kind;
      if (head) {
        const strong = document.createElement("strong");
        strong.textContent = head;
        item.append(strong, " ");
      }
      item.append(words);
      return item;
    }));
  };

  const show = (said) => {
    list("findings", said.findings.map((found) => [
      found.severity,
      `${found.severity}[${found.code}]`,
      `${found.message} (${found.path}:${found.line}:${found.column})${found.help ? " " + found.help : ""}`,
    ]));
    list("hints", said.hints.map((hint) => ["", "", hint]));
    document.getElementById("impact").textContent = said.impact ?? (said.no_impact ? `No figures: ${said.no_impact}.` : "");
    document.getElementById("patch").textContent = said.patch;
    const errors = said.findings.filter((found) => found.severity === "error").length;
    status.textContent = errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : said.patch ? "As it would be" : "As it is saved";
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const signal = asked.signal;
    status.textContent = "…";
    try {
      const answer = await fetch("/api/v1/draft", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ texts: { [form.elements.file.value]: text.value } }),
        signal,
      });
      const said = await answer.json();
      if (signal.aborted) return;
      if (answer.ok) show(said);
      else status.textContent = said.error.message;
    } catch (error) {
      if (!signal.aborted) status.textContent = "The server doesn't answer.";
    }
  };

  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
})();
