// A small database of this device: stores of rows, opened for each act and closed again, deleted as a whole.
export function storeCalled(name, stores) {
  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(stores)) {
          asked.result.createObjectStore(store, { keyPath });
        }
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function run(store, mode, ask) {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const act = database.transaction(store, mode);
        const asked = ask(act.objectStore(store));
        act.oncomplete = () => resolve(asked.result);
        act.onerror = act.onabort = () => reject(act.error);
      });
    } finally {
      database.close();
    }
  }

  return {
    get: (store, key) => run(store, "readonly", (rows) => rows.get(key)),
    all: (store) => run(store, "readonly", (rows) => rows.getAll()),
    count: (store) => run(store, "readonly", (rows) => rows.count()),
    put: (store, row) => run(store, "readwrite", (rows) => rows.put(row)),
    remove: (store, key) => run(store, "readwrite", (rows) => rows.delete(key)),
    wipe: () =>
      new Promise((resolve) => {
        const asked = indexedDB.deleteDatabase(name);
        asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
      }),
  };
}

const PERSONAL = "serein-personal";

function personal() {
  try {
    const told = JSON.parse(localStorage.getItem(PERSONAL) ?? "{}");
    return Array.isArray(told) ? Object.fromEntries(told.map((name) => [name, 0])) : told; // as it was written once
  } catch {
    return {}; // storage may be forbidden: then nothing is held either
  }
}

// What belongs to who is logged in: it goes when they log out, and by itself at a moment, whoever opens a page then.
export function markPersonal(name, until) {
  localStorage.setItem(PERSONAL, JSON.stringify({ ...personal(), [name]: until.getTime() }));
}

export function holdsPersonal(name) {
  return name in personal();
}

async function wipe(isGone) {
  const held = personal();
  const gone = Object.keys(held).filter((name) => isGone(held[name]));
  if (gone.length) {
    const left = Object.entries(held).filter(([name]) => !gone.includes(name));
    localStorage.setItem(PERSONAL, JSON.stringify(Object.fromEntries(left)));
    await Promise.all(gone.map((name) => storeCalled(name, {}).wipe()));
  }
}

export function wipePersonal() {
  return wipe(() => true);
}

export function wipePast() {
  return wipe((until) => until <= Date.now());
}
