import { parentPort, workerData } from "node:worker_threads";
import type { Searched } from "../hub/ports.ts";
import { connectReader } from "./sqlite/connect.ts";
import { SearchReader } from "./sqlite/search-reader.ts";

// The entry of the thread that searches: it says that it has begun, and answers each search with what it found, or that it
// was told to stop. What goes wrong ends it.

const { dataDir, stop }: { dataDir: string; stop: Int32Array } = workerData;
const database = connectReader(dataDir);
const reader = new SearchReader(database);
const isStopped = () => Atomics.load(stop, 0) === 1;

parentPort?.on("message", (wanted: Searched | "close") => {
	if (wanted !== "close") {
		parentPort?.postMessage(reader.find(wanted, isStopped) ?? "stopped");
		return;
	}
	database.close();
	// With its port closed nothing keeps the thread alive.
	parentPort?.close();
});
parentPort?.postMessage("begun");
