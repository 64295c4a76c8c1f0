// Faces and plates are covered on the device, before a photo goes anywhere: what is covered is gone from the file.
const LARGEST_SIDE = 1600;

class Cover {
  constructor(input) {
    this.input = input;
    this.box = document.createElement("div");
    this.box.className = "cover";
    this.box.hidden = true;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.undo = this.button(input.dataset.undo, () => this.takeBack());
    this.away = this.button(input.dataset.away, () => this.leaveOut());
    const hint = document.createElement("p");
    hint.textContent = input.dataset.cover;
    const row = document.createElement("div");
    row.className = "row";
    row.append(this.undo, this.away);
    this.box.append(hint, this.canvas, row);
    input.after(this.box);
    input.addEventListener("change", () => this.isOurs || this.show(input.files[0]));
    this.wire();
  }

  button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "kern-btn kern-btn--secondary";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  async show(file) {
    this.covers = [];
    this.box.hidden = true;
    if (!file) {
      return;
    }
    try {
      this.picture = await createImageBitmap(file);
    } catch {
      return; // what the browser cannot draw, the server judges
    }
    const scale = Math.min(1, LARGEST_SIDE / Math.max(this.picture.width, this.picture.height));
    this.canvas.width = Math.round(this.picture.width * scale);
    this.canvas.height = Math.round(this.picture.height * scale);
    this.box.hidden = false;
    this.draw();
    this.hand();
  }

  draw(open) {
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.picture, 0, 0, this.canvas.width, this.canvas.height);
    pen.fillStyle = "#14212b";
    for (const [left, top, wide, high] of [...this.covers, ...(open ? [open] : [])]) {
      pen.fillRect(left, top, wide, high);
    }
    this.undo.hidden = this.covers.length === 0;
  }

  spot(event) {
    const frame = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / frame.width;
    return [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
  }

  wire() {
    const between = (event) => {
      const [x, y] = this.spot(event);
      return [Math.min(x, this.from[0]), Math.min(y, this.from[1]), Math.abs(x - this.from[0]), Math.abs(y - this.from[1])];
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.from = this.spot(event);
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => this.from && this.draw(between(event)));
    this.canvas.addEventListener("pointerup", (event) => {
      if (this.from) {
        this.covers.push(between(event));
        this.from = null;
        this.draw();
        this.hand();
      }
    });
  }

  takeBack() {
    this.covers.pop();
    this.draw();
    this.hand();
  }

  leaveOut() {
    this.input.value = "";
    this.box.hidden = true;
    this.input.focus();
  }

  // The field holds the covered picture from now on: the camera's own file is not sent. Encoded at once and not in
  // a callback, so that no form can go, and no older picture can arrive, in between.
  hand() {
    const encoded = atob(this.canvas.toDataURL("image/jpeg", 0.85).split(",")[1]);
    const bytes = Uint8Array.from(encoded, (letter) => letter.charCodeAt(0));
    const chosen = new DataTransfer();
    chosen.items.add(new File([bytes], "photo.jpg", { type: "image/jpeg" }));
    this.isOurs = true;
    this.input.files = chosen.files;
    this.isOurs = false;
  }
}

export function offerCover(input) {
  if (!input.dataset.isEnhanced) {
    input.dataset.isEnhanced = "yes";
    new Cover(input);
  }
}
