// Hebrew, Arabic and the other scripts that are read from the right, with their digits and forms.
const rightToLeft =
	/[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

// Looks like a space and is a letter to the bidi algorithm. The marks made for it the renderer leaves out.
const leftToRightSpace = "\u2800";

/**
 * The space to put after somebody's text. A terminal that orders a row by direction would take a number after
 * text that is read from the right for a part of it, and move what is between: this space ends that text.
 */
export function spaceAfter(text: string): string {
	return rightToLeft.test(text) ? leftToRightSpace : " ";
}
