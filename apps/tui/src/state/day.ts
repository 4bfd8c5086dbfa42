/** The day of a time where we are, as a number that is the same all day. */
export function dayOf(at: number): number {
	const date = new Date(at);
	return (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
}
