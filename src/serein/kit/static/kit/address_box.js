// An ordinary search form becomes a combobox with suggestions (WAI-ARIA: list autocomplete, manual selection).
// Inside a larger form it is a field: what is chosen then waits for the rest.
const SHORTEST = 2;
const PAUSE_MS = 150;
const KEPT = "serein-address"; // in this browser only, where the page asks for it by data-remember

const kept = {
  read() {
    try {
      return localStorage.getItem(KEPT) ?? "";
    } catch {
      return ""; // storage may be forbidden: nothing is remembered then
    }
  },
  write(text) {
    try {
      localStorage.setItem(KEPT, text);
    } catch {
      // the address then holds for this visit
    }
  },
  erase() {
    try {
      localStorage.removeItem(KEPT);
    } catch {
      // nothing was kept
    }
  },
};

class AddressBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.status = form.querySelector("[data-status]");
    this.address = form.querySelector("[data-address]");
    this.lat = form.querySelector("[data-lat]");
    this.lon = form.querySelector("[data-lon]");
    this.active = -1;
    this.matches = [];
    this.list = this.makeList();
    this.wire();
    this.offerPosition();
    if (form.dataset.remember) {
      this.remember();
    }
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-list`;
    list.className = "address__list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-labelledby", this.form.getAttribute("aria-labelledby"));
    this.input.after(list);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-expanded", "false");
    this.input.setAttribute("aria-controls", list.id);
    this.input.setAttribute("autocomplete", "off");
    return list;
  }

  wire() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) {
        this.choose([...this.list.children].indexOf(option));
      }
    });
  }

  typed() {
    this.forget();
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.look(text), PAUSE_MS);
  }

  async look(text) {
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams({ q: text, lang: this.form.dataset.language });
    try {
      const answer = await fetch(`${this.form.dataset.source}?${query}`, { signal: this.request.signal });
      if (answer.ok) {
        this.show(await answer.json());
      }
    } catch (error) {
      if (error.name !== "AbortError") {
        this.close(); // no network: the form can still be sent
      }
    }
  }

  show(matches) {
    this.matches = matches;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...matches.map((match, index) => this.makeOption(match, index)));
    const isOpen = matches.length > 0;
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.status.textContent = isOpen ? `${matches.length} ${this.form.dataset.found}` : this.form.dataset.none;
  }

  makeOption(match, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.textContent = match.label;
    return option;
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen) {
        event.preventDefault();
        this.move(event.key === "ArrowDown" ? 1 : -1);
      }
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    }
  }

  move(step) {
    const count = this.matches.length;
    this.active = (this.active + step + count) % count;
    [...this.list.children].forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === this.active)),
    );
    const option = this.list.children[this.active];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    const match = this.matches[index];
    this.input.value = match.label;
    this.forget();
    this.address.value = match.id;
    this.address.disabled = false;
    this.close();
    this.form.requestSubmit?.();
  }

  forget() {
    for (const field of [this.address, this.lat, this.lon].filter(Boolean)) {
      field.value = "";
      field.disabled = true;
    }
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  offerPosition() {
    const button = this.form.querySelector("[data-use-position]");
    if (!button || !navigator.geolocation) {
      return;
    }
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.usePosition(coords),
        () => (this.status.textContent = this.form.dataset.noPosition),
        { timeout: 10000, maximumAge: 60000 },
      );
    });
  }

  // What was typed or chosen comes back on the next visit, until it is told to go; a position is never kept.
  remember() {
    const told = this.form.querySelector("[data-kept]");
    const text = kept.read();
    if (text && !this.input.value) {
      this.input.value = text;
      told.hidden = false;
    }
    this.form.addEventListener("submit", () => {
      if (this.input.value.trim()) {
        kept.write(this.input.value.trim());
      }
    });
    told.querySelector("[data-forget]").addEventListener("click", () => {
      kept.erase();
      this.input.value = "";
      this.forget();
      told.hidden = true;
      this.status.textContent = this.form.dataset.forgotten;
      this.input.focus();
    });
  }

  usePosition({ latitude, longitude }) {
    this.forget();
    this.input.value = "";
    this.lat.value = latitude.toFixed(6);
    this.lon.value = longitude.toFixed(6);
    this.lat.disabled = this.lon.disabled = false;
    this.form.requestSubmit();
  }
}

export function enhanceAddressBox(form) {
  if (!form.dataset.isEnhanced) {
    form.dataset.isEnhanced = "yes";
    new AddressBox(form);
  }
}
