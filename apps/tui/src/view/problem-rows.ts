import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type State, statusIn } from "../state/state.ts";
import { wrap } from "../text/wrap.ts";

/** Why there is no connection, in rows of so many columns; none where the status line says enough. */
export function problemRows(state: State, columns: number): readonly string[] {
	const status = statusIn(state);
	const isTold = status.state === "waiting" || status.state === "closed";
	const problem = isTold ? (status.problem ?? "") : "";
	return problem === "" ? [] : wrap(state.look.show(sanitizeLine(problem)), columns);
}
