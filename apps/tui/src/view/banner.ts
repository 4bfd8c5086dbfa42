import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type State, statusIn } from "../state/state.ts";
import { pad } from "../text/truncate.ts";
import { wrap } from "../text/wrap.ts";
import { layoutOf } from "./layout.ts";

/** Why there is no connection, in as many rows as it is given, each as wide as the conversation. */
export function bannerLines(state: State, rows: number): string[] {
	const { look } = state;
	const { style, signs } = look;
	const { paneWidth: columns } = layoutOf(state);
	const status = statusIn(state);
	const problem =
		status.state === "waiting" || status.state === "closed" ? (status.problem ?? "") : "";
	const lines = wrap(look.show(sanitizeLine(problem)), columns);
	return Array.from({ length: rows }, (_, row) =>
		style.warn(pad(lines[row] ?? "", columns, signs.ellipsis)),
	);
}
