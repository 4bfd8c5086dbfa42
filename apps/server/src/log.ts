import pino, { type DestinationStream, type Logger } from "pino";
import pretty from "pino-pretty";
import type { LogFormat } from "./config.ts";
import { createRepeatFilter } from "./repeat-filter.ts";

/** One line an event. No message text and no secret is ever given to it. What is not for people goes to `lines`. */
export function createLog(format: LogFormat, level = "info", lines?: DestinationStream): Logger {
	const hooks = { logMethod: createRepeatFilter() };
	const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks };
	// Written at once: the last lines before an end are the ones that matter.
	if (format === "json") return pino(options, lines ?? destination(1));
	if (format === "auto" && !process.stderr.isTTY) return pino(options, destination(2));
	return pino(
		options,
		pretty({ destination: 2, sync: true, translateTime: "SYS:HH:MM:ss", ignore: "pid,hostname" }),
	);
}

function destination(dest: 1 | 2) {
	const lines = pino.destination({ dest, sync: true });
	// Whoever read the log is gone: that is no reason to stop serving.
	lines.on("error", () => {});
	return lines;
}
