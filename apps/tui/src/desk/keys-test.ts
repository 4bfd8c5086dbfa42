import type { InputEvent } from "../input/event.ts";
import { addBytes, addInput, emptyKeysTest, isEscape } from "../state/keys-test.ts";
import { noLayer } from "../state/layer.ts";
import type { Desk } from "./desk.ts";

/** Opens the key tester: from now on all that the terminal sends is shown and not done, until Esc is pressed twice. */
export function openKeysTest({ state, change, terminal }: Desk): void {
	change((now) => ({ ...now, layer: emptyKeysTest }));
	const untap = terminal.tapInput((chunk) => {
		const { layer } = state();
		if (layer.type !== "keys-test") {
			untap();
			return;
		}
		const bytes = Buffer.from(chunk).toString("latin1");
		change((now) => ({ ...now, layer: addBytes(layer, bytes) }));
	});
}

/** Shows something that came; false when no test is on. */
export function takeInKeysTest({ state, change }: Desk, event: InputEvent): boolean {
	const { layer } = state();
	if (layer.type !== "keys-test") return false;
	const isOver = layer.ending && isEscape(event);
	change((now) => ({ ...now, layer: isOver ? noLayer : addInput(layer, event) }));
	return true;
}
