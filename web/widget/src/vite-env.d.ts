/** Style sheets reach the script as texts. */

declare module "*.css?inline" {
	const css: string;
	export default css;
}
