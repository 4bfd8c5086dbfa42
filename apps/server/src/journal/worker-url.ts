// From source a worker's entry is a .ts beside this file. In the bundle this module is inlined in a chunk of dist/, where the
// entries are .js; only the extension tells which.
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Where the entry of a worker thread is, by its name: put together so that no bundler takes it for a static reference. */
export function workerUrl(name: string): URL {
	return new URL(`./${name}.${extension}`, import.meta.url);
}
