/** How many came and went of whom nobody is named, in words; one number is above 0. */
export function comingsText(how: { readonly joined: number; readonly left: number }): string {
	const { joined, left } = how;
	if (joined === 0) return `${people(left)} left`;
	return `${people(joined)} joined${left === 0 ? "" : `, ${left} left`}`;
}

function people(count: number): string {
	return count === 1 ? "1 person" : `${count} people`;
}
