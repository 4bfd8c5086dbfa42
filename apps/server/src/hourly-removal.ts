import type { Logger } from "pino";
import type { Hub } from "./hub/hub.ts";
import { removeOld } from "./hub/retention.ts";

const hourMs = 3_600_000;

/** Removes what the rooms keep no longer, now and every hour. Gives what ends it, which waits for the work under way. */
export function startHourlyRemoval(hub: Hub, log: Logger): () => Promise<void> {
	let isEnding = false;
	let underWay: Promise<void> | undefined;
	const remove = () => {
		underWay ??= removeOld(hub, () => isEnding)
			.catch((error: unknown) => log.error({ err: error }, "removing what is no longer kept"))
			.finally(() => {
				underWay = undefined;
			});
	};
	remove();
	const timer = setInterval(remove, hourMs).unref();
	return async () => {
		isEnding = true;
		clearInterval(timer);
		await underWay;
	};
}
