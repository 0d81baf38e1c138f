/** Draws at the next frame of the screen, once however often it is asked. */
export class Frames {
  private id = 0;

  /** @param draw gets the frame's time in milliseconds */
  constructor(private readonly draw: (now: number) => void) {}

  ask(): void {
    if (this.id !== 0) return;
    this.id = requestAnimationFrame((now) => {
      this.id = 0;
      this.draw(now);
    });
  }

  /** Draws nothing more. */
  stop(): void {
    cancelAnimationFrame(this.id);
    this.id = -1;
  }
}
