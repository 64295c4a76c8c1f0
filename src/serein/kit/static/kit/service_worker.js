// Keeps the shell and the pages listed above it for when there is no network; with network, nothing comes from here.
const PREFIX = "serein-shell-";
const NAME = PREFIX + VERSION;
let isFresh = false;

async function keep(address) {
  const answer = await fetch(address, { credentials: "omit", cache: "reload" });
  if (answer.ok && !answer.redirected) {
    const shelf = await caches.open(NAME);
    await shelf.put(address, answer);
  }
}

async function keepPages() {
  await Promise.all(PAGES.map(({ address }) => keep(address)));
  isFresh = true;
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

async function kept(address) {
  const shelf = await caches.open(NAME);
  return shelf.match(address, { ignoreVary: true, ignoreSearch: true });
}

async function page(path) {
  const covering = PAGES.find(({ covers }) => path.startsWith(covers)) ?? PAGES[PAGES.length - 1];
  return (await kept(covering.address)) ?? Response.error();
}

async function visit(request) {
  const path = new URL(request.url).pathname;
  try {
    return await fetch(request);
  } catch {
    return page(path);
  }
}

async function take(request) {
  try {
    return await fetch(request);
  } catch {
    return (await kept(new URL(request.url).pathname)) ?? Response.error();
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([...SHELL.map(keep), keepPages()]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(visit(request));
    if (!isFresh && PAGES.some(({ covers }) => covers.length > 4 && pathname.startsWith(covers))) {
      event.waitUntil(keepPages().catch(() => {}));
    }
  } else if (SHELL.includes(pathname)) {
    event.respondWith(take(request));
  }
});
