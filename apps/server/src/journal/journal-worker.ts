import { parentPort, workerData } from "node:worker_threads";
import { Indexing } from "./indexing.ts";
import type { Command, Report } from "./operations.ts";
import { connectWriter, databasePath } from "./sqlite/connect.ts";
import { DataFolderError } from "./sqlite/data-folder-error.ts";
import { SearchIndex } from "./sqlite/search-index.ts";
import { Writer } from "./sqlite/writer.ts";
import { watchStoreFiles } from "./store-files.ts";

// The worker thread's entry: it owns the only connection that writes, so that neither an fsync nor
// a checkpoint ever stands in the way of a socket.

const { dataDir }: { dataDir: string } = workerData;

function report(value: Report): void {
	parentPort?.postMessage(value);
}

function serve(): void {
	const database = connectWriter(dataDir);
	const index = new SearchIndex(database);
	index.renew();
	const writer = new Writer(database, index);
	const files = watchStoreFiles(databasePath(dataDir));
	const indexing = new Indexing(index, () => files.check());
	parentPort?.on("message", (command: Command) => {
		switch (command.type) {
			case "apply":
				files.check();
				report(writer.apply(command.operations));
				indexing.soon();
				break;
			case "index":
				indexing.catchUp((isWhole) => report({ type: "indexed", isWhole }));
				break;
			case "close":
				indexing.stop();
				database.close();
				// With its port closed nothing keeps the thread alive.
				parentPort?.close();
		}
	});
	// What a crash or an older version left out of the index.
	indexing.soon();
	report({ type: "open" });
}

try {
	serve();
} catch (error) {
	// An error loses its class on the way to the main thread, so this one goes as a report.
	if (!(error instanceof DataFolderError)) throw error;
	report({ type: "unusable", sentence: error.message });
}
