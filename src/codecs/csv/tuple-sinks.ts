import { ByteSink } from "../byte-sink.js";

/** Two buffers: one is sent to Postgres while the other is filled. Both are allocated when they are first needed. */
export class TupleSinks {
  private filling: ByteSink | null = null;
  private sent: ByteSink | null = null;

  constructor(private readonly capacity = 1 << 20) {}

  /** The buffer that is being filled. */
  get current(): ByteSink {
    this.filling ??= new ByteSink(this.capacity);
    return this.filling;
  }

  /** Returns the bytes written since the last call. The buffer is reused: valid until the second next call. */
  take(): Buffer {
    const taken = this.current.take();
    [this.filling, this.sent] = [this.sent, this.filling];
    return taken;
  }
}
