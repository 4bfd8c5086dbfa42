const names = new Map([
	["pageup", "PgUp"],
	["pagedown", "PgDn"],
	["escape", "Esc"],
	["delete", "Del"],
	["insert", "Ins"],
]);

/** A chord as people read it: "Ctrl+X Ctrl+E", "Alt+PgUp". */
export function keyLabel(chord: string): string {
	return chord.split(" ").map(stepLabel).join(" ");
}

function stepLabel(step: string): string {
	// A plus may be the key itself.
	const parts = step.split(/\+(?=.)/);
	return parts.map((part) => names.get(part) ?? capital(part)).join("+");
}

/** A capital letter that is a key of its own, as in the selection, is pressed with shift. */
function capital(part: string): string {
	if (/^\p{Lu}$/u.test(part)) return `Shift+${part}`;
	return part.slice(0, 1).toUpperCase() + part.slice(1);
}
