import type { ConnectionStatus } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { ServerId } from "../state/place.ts";
import type { Server } from "../state/server.ts";
import type { State } from "../state/state.ts";

/** What is told of the connections, once for each change. */
export type Connections = { readonly tell: (state: State, now: number) => string[] };

type Phase = {
	readonly is: "new" | "up" | "down" | "over";
	/** What was wrong since it is so: the attempts may fail in turns, and each way is told once. */
	readonly problems: readonly string[];
};

const unknown: Phase = { is: "new", problems: [] };

/** Tells how the connections are; `hint` is what the person can do where one is gone. */
export function createConnections(hint: string): Connections {
	const phases = new Map<ServerId, Phase>();
	return {
		tell: ({ servers }, now) =>
			servers.flatMap((server) => {
				const before = phases.get(server.id) ?? unknown;
				const after = phaseOf(server.status, before);
				phases.set(server.id, after);
				if (after.is === before.is && after.problems === before.problems) return [];
				return [sentenceOf(server, { before, now, hint })];
			}),
	};
}

/** A connection that is being tried again is as it was. */
function phaseOf(status: ConnectionStatus, before: Phase): Phase {
	switch (status.state) {
		case "live":
			return before.is === "up" ? before : { is: "up", problems: [] };
		case "waiting":
			return withProblem(before, "down", status.problem);
		case "closed":
			return status.problem === undefined ? before : withProblem(before, "over", status.problem);
		default:
			return before;
	}
}

function withProblem({ is, problems }: Phase, now: "down" | "over", problem: string): Phase {
	if (is !== now) return { is: now, problems: [problem] };
	return { is, problems: problems.includes(problem) ? problems : [...problems, problem] };
}

type Telling = { readonly before: Phase; readonly now: number; readonly hint: string };

function sentenceOf({ label, status, me }: Server, { before, now, hint }: Telling): string {
	const where = sanitizeLine(label);
	const problem = "problem" in status ? ` ${sanitizeLine(status.problem ?? "")}` : "";
	switch (status.state) {
		case "waiting": {
			const seconds = Math.max(0, Math.ceil((status.retryAtMs - now) / 1_000));
			if (before.is === "down") return `Still no answer from ${where}.${problem}`;
			return `No answer from ${where}; trying again in ${seconds} s.${hint}${problem}`;
		}
		case "closed":
			return `No connection to ${where}; it is not tried again by itself.${hint}${problem}`;
		default: {
			const as = me === undefined ? "" : ` as ${me.name}`;
			return before.is === "new" ? `Connected to ${where}${as}.` : `Connected to ${where} again.`;
		}
	}
}
