import type { Child } from "hono/jsx";
import type { JobResource } from "../../http/jobs/schema.js";
import { bytesText, Cell, Moment } from "../parts/values.js";
import type { Words } from "../words/english.js";

/** Where a job comes from, how its file was read, and its outcome. */
export function AboutTab({
  job,
  corrections,
  words,
}: {
  readonly job: JobResource;
  readonly corrections: readonly { readonly id: string }[];
  readonly words: Words;
}) {
  const { about } = words;
  const { encoding, delimiter, sha256, path, size } = job.asset;
  const detected = [
    ...unpackedWords(job.asset.detected, about),
    encoding,
    delimiter === null ? null : about.delimiters[delimiter],
  ]
    .filter(Boolean)
    .join(", ");
  return (
    <dl class="record about">
      <Fact name={about.id}>{job.id}</Fact>
      <Fact name={about.state}>{words.job.states[job.state]}</Fact>
      <Fact name={about.mode}>
        {about.modes[job.mode]} {job.dryRun ? <span class="tag">{words.jobs.dryRun}</span> : null}
      </Fact>
      <Fact name={about.onInvalid}>{about.policies[job.onInvalid]}</Fact>
      <Fact name={about.importer}>
        <a href={`/console?importerId=${encodeURIComponent(job.importerId)}`}>
          <Cell text={job.importerId} />
        </a>
      </Fact>
      <Fact name={about.requestedBy}>
        <Cell text={job.requestedBy} />
      </Fact>
      {job.scheduleId === null ? null : (
        <Fact name={about.schedule}>
          <a href={`/console/schedules/${job.scheduleId}`}>{job.scheduleId}</a>
        </Fact>
      )}
      {job.retryOf === null ? null : (
        <Fact name={about.retryOf}>
          <a href={`/console/jobs/${job.retryOf}`}>{job.retryOf}</a>
        </Fact>
      )}
      {job.correctionOf === null ? null : (
        <Fact name={words.problems.correctionsOf}>
          <a href={`/console/jobs/${job.correctionOf}`}>{job.correctionOf}</a>
        </Fact>
      )}
      {corrections.length === 0 ? null : (
        <Fact name={words.problems.corrected}>
          <ul>
            {corrections.map(({ id }) => (
              <li>
                <a href={`/console/jobs/${id}`}>{id}</a>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact name={about.accepted}>
        <Moment at={job.createdAt} />
      </Fact>
      <Fact name={about.started}>
        <Moment at={job.startedAt} />
      </Fact>
      <Fact name={about.finished}>
        <Moment at={job.finishedAt} />
      </Fact>
      <Fact name={about.file}>
        <Cell text={path} />
      </Fact>
      <Fact name={about.size}>{bytesText(words, size)}</Fact>
      {detected === "" ? null : <Fact name={about.detected}>{detected}</Fact>}
      {sha256 === null ? null : (
        <Fact name={about.digest}>
          <code class="long">{sha256}</code>
        </Fact>
      )}
      <Fact name={job.links.temporal === null ? about.workflow : about.temporal}>
        {job.links.temporal === null ? (
          <code class="long">{job.workflowId}</code>
        ) : (
          <a href={job.links.temporal} rel="noreferrer">
            {job.workflowId}
          </a>
        )}
      </Fact>
    </dl>
  );
}

/** Returns how the file was packed, and which part of it was read. */
function unpackedWords(detected: JobResource["asset"]["detected"], about: Words["about"]): (string | null)[] {
  if (detected === null) return [];
  const { packing, member, sheet, charset, dates } = detected;
  return [
    packing === "gzip" ? "gzip" : charset,
    member === null ? null : about.member(member),
    sheet === null ? null : about.sheet(sheet),
    dates === 0 ? null : about.dates(dates),
  ];
}

function Fact({ name, children }: { readonly name: string; readonly children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
