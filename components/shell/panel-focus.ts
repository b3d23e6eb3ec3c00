let wanted = false;

/** The next panel that opens takes the focus: what opened it is gone, as an entry of the palette is. */
export function requestPanelFocus(): void {
  wanted = true;
}

/** Whether the panel that just opened shall take the focus; asked once. */
export function takePanelFocus(): boolean {
  const taken = wanted;
  wanted = false;
  return taken;
}
