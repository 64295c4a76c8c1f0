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
    return JSON.parse(localStorage.getItem(PERSONAL) ?? "[]");
  } catch {
    return []; // storage may be forbidden: then nothing is held either
  }
}

// What belongs to who is logged in: it goes when they log out.
export function markPersonal(name) {
  localStorage.setItem(PERSONAL, JSON.stringify([...new Set([...personal(), name])]));
}

export function holdsPersonal(name) {
  return personal().includes(name);
}

export async function wipePersonal() {
  const names = personal();
  if (names.length) {
    localStorage.removeItem(PERSONAL);
    await Promise.all(names.map((name) => storeCalled(name, {}).wipe()));
  }
}
