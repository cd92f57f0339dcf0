/** Where a job or one of its creators is. */
export type JobStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled';
export type Stage = 'queued' | 'apify' | 'database' | 'cdn' | 'ai' | 'done';

export interface JobManagerOptions {
  /** Where the application is, such as https://creators.example.com; the page's own server if left out. */
  baseUrl?: string;
  /** An API key. Keep it on your server: whoever reads a page can read what is in it. */
  apiKey?: string;
  /**
   * Gets a stream ticket (POST /api/v1/stream-tickets) from your own server, so that a browser follows jobs without knowing the key.
   * Asked anew for each connection, since a ticket opens one.
   */
  getStreamTicket?: () => Promise<string>;
  /** Instead of the global fetch. */
  fetch?: typeof fetch;
}

export interface SubmitOptions {
  /** 0 to 10; higher goes first among your own searches. 5 if left out. */
  priority?: number;
  /** true to scrape again even what was scraped within the last day. */
  refresh?: boolean;
  /** The most credits that the search may reserve; more is refused with the code price_changed. */
  maxCredits?: number;
  /** What makes this submission one of its kind; a new one each call if left out. */
  idempotencyKey?: string;
}

export interface Submission {
  jobId: string;
  jobType: 'single' | 'bulk';
  status: JobStatus;
  usernames: string[];
  totalCreators: number;
  newCreators: number;
  existingCreators: number;
  estimatedCredits: number;
  estimatedCompletionAt: string | null;
  links: { status: string; results: string; cancel: string };
}

export interface Job {
  jobId: string;
  jobType: 'single' | 'bulk';
  status: JobStatus;
  progressPercentage: number;
  currentStage: Stage;
  totalCreators: number;
  completedCreators: number;
  failedCreators: number;
  cancelledCreators: number;
  estimatedCredits: number;
  creditsCharged: number;
  creditsReserved: number;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  estimatedCompletionAt: string | null;
  /** The list whose scheduled refresh this is. */
  listId: string | null;
  seq: number;
}

export interface JobItem {
  itemId: string;
  username: string;
  status: JobStatus;
  stage: Stage;
  apifyCompleted: boolean;
  databasePopulated: boolean;
  cdnProcessed: boolean;
  aiAnalyzed: boolean;
  retryCount: number;
  nextAttemptAt: string | null;
  isNew: boolean;
  credits: number;
  creditsCharged: number;
  error: { code: string; message: string } | null;
  startedAt: string | null;
  completedAt: string | null;
  processingDurationMs: number | null;
}

export interface JobWithItems extends Job {
  items: JobItem[];
}

export interface JobResults {
  jobId: string;
  status: JobStatus;
  /** Whether the job has not ended, so that more may come. */
  isPartial: boolean;
  results: { username: string; report: Record<string, unknown> }[];
  failures: { username: string; code: string; message: string }[];
}

/** First comes a snapshot, then an event for each change; ids grow. */
export type JobUpdate =
  | { type: 'snapshot'; id: number; jobId: string; seq: number; job: JobWithItems }
  | { type: 'snapshot'; id: number; jobs: JobWithItems[] }
  | {
      type: 'event';
      id: number;
      jobId: string;
      seq: number;
      kind: 'job.created' | 'job.started' | 'item.updated' | 'item.ended' | 'job.ended';
      at: string;
      job: Job;
      item?: JobItem | null;
      items?: JobItem[] | null;
    };

export interface Subscription {
  /** Stops following; done is resolved. */
  close(): void;
  /** Resolved after the job's last event or close(); rejected when the API refuses or onUpdate throws. */
  done: Promise<void>;
}

export class ApiProblem extends Error {
  status: number;
  /** What is wrong, for programs, such as insufficient_credits. */
  code?: string;
  /** The whole problem document (RFC 9457). */
  problem: Record<string, unknown>;
}

export class JobManager {
  constructor(options?: JobManagerOptions);
  /** Starts a search for one creator: a username, @name or profile address. */
  submitSingleCreator(username: string, options?: SubmitOptions): Promise<Submission>;
  /** Starts a search for up to 15 creators. */
  submitBulkCreators(usernames: string[] | string, options?: SubmitOptions): Promise<Submission>;
  /** Follows a job, or with null all your own, over broken connections, without gap or repeat. */
  subscribeToJobUpdates(
    jobId: string | null,
    onUpdate: (update: JobUpdate) => void,
    options?: { lastEventId?: number | string; signal?: AbortSignal },
  ): Subscription;
  getJobStatus(jobId: string): Promise<JobWithItems>;
  /** What a job has brought so far. */
  getJobResults(jobId: string): Promise<JobResults>;
  /** Cancels what is left of a job. */
  cancelJob(jobId: string): Promise<JobWithItems>;
}
