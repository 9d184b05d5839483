/** Which defaults do Mantine's parts take here? The colours are in theme.css. */

import { createTheme, Drawer, Menu, Modal, Tooltip } from "@mantine/core";

export const theme = createTheme({
	cursorType: "pointer",
	respectReducedMotion: true,
	defaultRadius: "md",
	// The page itself never scrolls, and locking it would write a <style> element.
	components: {
		Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true } }),
		Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
		// Its hidden element is no menu item, which a menu must not hold.
		Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
		Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true } }),
	},
});
