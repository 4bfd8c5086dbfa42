import type { PlainRig } from "./plain-chat-rig.ts";

/** There is no connection; another is tried in four seconds. */
export const down = (rig: PlainRig, problem = "Nothing is listening there.") =>
	rig.client.tell({
		type: "status",
		status: { state: "waiting", retryAtMs: rig.nowMs + 4_000, problem, attempt: 1 },
	});

/** The connection is there. */
export const up = (rig: PlainRig) => rig.client.tell({ type: "status", status: { state: "live" } });
