import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type State, statusIn } from "../state/state.ts";
import { pad } from "../text/truncate.ts";
import { wrap } from "../text/wrap.ts";

/** Why there is no connection, in as many rows as it is given, each as wide as the screen. */
export function bannerLines(state: State, rows: number): string[] {
	const { columns, look } = state;
	const status = statusIn(state);
	const problem =
		status.state === "waiting" || status.state === "closed" ? (status.problem ?? "") : "";
	const lines = wrap(look.show(sanitizeLine(problem)), columns);
	return Array.from({ length: rows }, (_, row) => look.style.warn(pad(lines[row] ?? "", columns)));
}
