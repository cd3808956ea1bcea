/** jsdom lays nothing out: every element gets a size, so that long lists draw what would be in view. */
export function giveLayout(): void {
  for (const side of ["offsetHeight", "offsetWidth", "clientHeight", "clientWidth"] as const) {
    Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => 800 });
  }
  globalThis.ResizeObserver ??= class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  Element.prototype.scrollTo ??= () => undefined;
  Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
  Range.prototype.getBoundingClientRect ??= () => new DOMRect();
}
