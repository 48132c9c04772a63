// Tells what is to be said about the text while one types, offers what fits, and says what stands where one is. The page works without
// it, by its button. Nothing that comes from data or rules becomes markup: all of it is set as text.
"use strict";
(() => {
  const form = document.getElementById("draft");
  const text = document.getElementById("text");
  const status = document.getElementById("status");
  const card = document.getElementById("card");
  if (!form || !text || !status || !card) return;
  const path = form.elements.file.value;

  // Asks for the newest of its kind: an answer that comes when something else was asked is dropped.
  const asker = (address) => {
    let running = null;
    return async (body) => {
      running?.abort();
      running = new AbortController();
      const { signal } = running;
      try {
        const answer = await fetch(address, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ texts: { [path]: text.value }, ...body }),
          signal,
        });
        const said = await answer.json();
        return signal.aborted ? null : { ok: answer.ok, said };
      } catch (error) {
        return signal.aborted ? null : { ok: false, said: { error: { message: "The server doesn't answer." } } };
      }
    };
  };
  const [draft, complete, hover] = ["draft", "complete", "hover"].map((name) => asker(`/api/v1/${name}`));
  const later = (pause, act) => {
    let waiting = 0;
    return (...given) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => act(...given), pause);
    };
  };

  // Words as the server writes them, with `code` and **strong**.
  const spans = (line) => line.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    const [, code, strong] = /^`(.+)`$|^\*\*(.+)\*\*$/.exec(part) ?? [];
    if (!code && !strong) return part;
    const own = document.createElement(code ? "code" : "strong");
    own.textContent = code ?? strong;
    return own;
  });

  // What is said of a draft.
  const list = (id, items) => {
    document.getElementById(id).replaceChildren(...items.map(([kind, head, words]) => {
      const item = document.createElement("li");
      item.className = kind;
      if (head) {
        const strong = document.createElement("strong");
        strong.textContent = head;
        item.append(strong, " ");
      }
      item.append(...spans(words));
      return item;
    }));
  };
  const show = (said) => {
    list("findings", said.findings.map((found) => [
      found.severity,
      `${found.severity}[${found.code}]`,
      `${found.message} (${found.path}:${found.line}:${found.column})${found.help ? " " + found.help : ""}`,
    ]));
    list("figures", said.figures.map((line) => ["", "", line]));
    list("hints", said.hints.map((hint) => ["", "", hint]));
    document.getElementById("impact").textContent = said.impact ?? (said.no_impact ? `No figures: ${said.no_impact}.` : "");
    document.getElementById("patch").textContent = said.patch;
    const errors = said.findings.filter((found) => found.severity === "error").length;
    status.textContent = errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : said.patch ? "If these rules were saved:" : "The text is what is saved.";
  };
  const tryIt = async () => {
    status.textContent = "…";
    const answer = await draft({});
    if (!answer) return;
    if (answer.ok) show(answer.said);
    else status.textContent = answer.said.error.message;
  };
  const trySoon = later(150, tryIt);

  // Markdown as the server writes it: paragraphs, lists, blocks of code.
  const written = (markdown) => markdown.split(/```\w*\n([\s\S]*?)```/).flatMap((part, place) => {
    if (place % 2) {
      const block = document.createElement("pre");
      block.textContent = part.replace(/\n$/, "");
      return [block];
    }
    return part.split(/\n+/).filter((line) => line.trim()).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.append(...spans(line));
      return paragraph;
    });
  });

  // What stands at a place.
  const tell = async (at) => {
    const answer = await hover({ path, at });
    if (!answer?.ok) return;
    const { about, signatures } = answer.said;
    const calls = signatures.map((signature) => {
      const paragraph = document.createElement("p");
      const code = document.createElement("code");
      code.textContent = signature;
      paragraph.append(code);
      return paragraph;
    });
    card.replaceChildren(...calls, ...(about ? written(about) : []));
    card.hidden = !card.hasChildNodes();
  };
  const tellSoon = later(120, tell);
  const pointed = later(350, (x, y) => {
    const place = document.caretPositionFromPoint?.(x, y);
    if (place?.offsetNode === text) tell(place.offset);
  });

  // What fits.
  const offers = document.createElement("ul");
  offers.id = "offers";
  offers.setAttribute("role", "listbox");
  offers.setAttribute("aria-label", "What fits here");
  offers.hidden = true;
  text.after(offers);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", "offers");
  let items = [];
  let chosen = -1;
  const close = () => {
    offers.hidden = true;
    items = [];
    chosen = -1;
    text.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    chosen = (place + items.length) % items.length;
    [...offers.children].forEach((option, own) => option.setAttribute("aria-selected", String(own === chosen)));
    text.setAttribute("aria-activedescendant", `offer-${chosen}`);
    offers.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  const take = (item) => {
    close();
    text.focus();
    text.setSelectionRange(item.from, Math.max(item.to, item.from));
    // The one way that the browser's own undo knows of.
    if (!document.execCommand("insertText", false, item.text)) {
      text.setRangeText(item.text, item.from, item.to, "end");
      text.dispatchEvent(new Event("input"));
    }
    close();
  };
  // Where the list belongs: below the place, as a copy of the text's lines says it.
  const placed = (at) => {
    const copy = document.createElement("div");
    copy.className = "copy";
    copy.textContent = text.value.slice(0, at);
    const mark = document.createElement("span");
    mark.textContent = "|";
    copy.append(mark);
    text.after(copy);
    const top = text.offsetTop + mark.offsetTop + mark.offsetHeight - text.scrollTop;
    const left = text.offsetLeft + Math.min(mark.offsetLeft, text.offsetWidth - offers.offsetWidth);
    copy.remove();
    offers.style.top = `${Math.min(top, text.offsetTop + text.offsetHeight)}px`;
    offers.style.left = `${Math.max(left, text.offsetLeft)}px`;
  };
  const offer = async () => {
    const at = text.selectionStart;
    const answer = await complete({ path, at });
    if (!answer?.ok || text.selectionStart !== at) return;
    const typed = (item) => text.value.slice(item.from, at).toLowerCase();
    const fits = answer.said.items.filter((item) => item.text.toLowerCase().includes(typed(item)));
    const first = (item) => (item.text.toLowerCase().startsWith(typed(item)) ? 0 : 1);
    fits.sort((one, other) => first(one) - first(other));
    close();
    if (!fits.length || (fits.length === 1 && fits[0].text === text.value.slice(fits[0].from, fits[0].to))) return;
    items = fits.slice(0, 50);
    offers.replaceChildren(...items.map((item, place) => {
      const option = document.createElement("li");
      option.id = `offer-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const name = document.createElement("b");
      name.textContent = item.text;
      const detail = document.createElement("span");
      detail.textContent = item.detail || item.kind;
      option.append(name, " ", detail);
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(item);
      });
      return option;
    }));
    offers.hidden = false;
    placed(at);
  };
  const offerSoon = later(80, offer);

  text.addEventListener("input", (event) => {
    close();
    trySoon();
    tellSoon(text.selectionStart);
    if (/[\w."' ]/.test(event.data ?? "") || event.inputType === "deleteContentBackward") offerSoon();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer();
    } else if (offers.hidden) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(items[chosen]);
    } else if (event.key === "Escape" || event.key === "Tab") {
      close();
    }
  });
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === text) tellSoon(text.selectionStart);
  });
  text.addEventListener("mousemove", (event) => pointed(event.clientX, event.clientY));
  text.addEventListener("scroll", () => {
    if (!offers.hidden) placed(text.selectionStart);
  });
  text.addEventListener("blur", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tryIt();
  });
  // For the first draft the data are read: that is done before somebody waits for it. What is said isn't shown.
  draft({});
})();
