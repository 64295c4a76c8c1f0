// Keeps the shell and the pages listed above it for when there is no network; with network, nothing comes from here.
// A page with files of its own is kept by a device that opened it, on a shelf of its own, until the page takes it away.
const PREFIX = "serein-shell-";
const NAME = PREFIX + VERSION;
const OPENED_PREFIX = "serein-opened-";
const OPENED = OPENED_PREFIX + VERSION;
const PLAIN_PAGES = PAGES.filter(({ files }) => files.length === 0);
const OPENED_PAGES = PAGES.filter(({ files }) => files.length > 0);
const OPENED_FILES = new Set(OPENED_PAGES.flatMap(({ files }) => files));
let isFresh = false;

async function keep(address, name = NAME) {
  const answer = await fetch(address, { credentials: "omit", cache: "reload" });
  if (answer.ok && !answer.redirected) {
    const shelf = await caches.open(name);
    await shelf.put(address, answer);
  }
}

async function keepPages() {
  await Promise.all(PLAIN_PAGES.map(({ address }) => keep(address)));
  isFresh = true;
}

async function keepOpened({ address, files }) {
  await Promise.all([address, ...files].map((one) => keep(one, OPENED)));
}

// What a device has opened under an older version stays with it under this one.
async function keepWhatWasOpened() {
  const older = (await caches.keys()).filter((name) => name.startsWith(OPENED_PREFIX) && name !== OPENED);
  for (const page of older.length ? OPENED_PAGES : []) {
    const found = await Promise.all(older.map(async (name) => (await caches.open(name)).match(page.address)));
    if (found.some(Boolean)) {
      await keepOpened(page);
    }
  }
}

async function forgetOlder() {
  const isOld = (name) =>
    (name.startsWith(PREFIX) && name !== NAME) || (name.startsWith(OPENED_PREFIX) && name !== OPENED);
  await Promise.all((await caches.keys()).filter(isOld).map((name) => caches.delete(name)));
}

async function kept(address) {
  for (const name of [NAME, OPENED]) {
    const found = (await caches.has(name)) && (await (await caches.open(name)).match(address, { ignoreVary: true, ignoreSearch: true }));
    if (found) {
      return found;
    }
  }
  return undefined;
}

async function page(path) {
  for (const { address } of [...PAGES.filter(({ covers }) => path.startsWith(covers)), PAGES[PAGES.length - 1]]) {
    const found = await kept(address);
    if (found) {
      return found;
    }
  }
  return Response.error();
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
  event.waitUntil(Promise.all([...SHELL.map((address) => keep(address)), keepPages(), keepWhatWasOpened()]).then(() => self.skipWaiting()));
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
    if (!isFresh && PLAIN_PAGES.some(({ covers }) => covers.length > 4 && pathname.startsWith(covers))) {
      event.waitUntil(keepPages().catch(() => {}));
    }
  } else if (SHELL.includes(pathname) || OPENED_FILES.has(pathname)) {
    event.respondWith(take(request));
  }
});

// A page asks to be kept, and is told once it is.
self.addEventListener("message", (event) => {
  const path = event.data?.keep ?? "";
  const opened = OPENED_PAGES.find(({ covers }) => path.startsWith(covers));
  if (opened) {
    event.waitUntil(keepOpened(opened).then(() => event.source?.postMessage({ kept: path })).catch(() => {}));
  }
});
