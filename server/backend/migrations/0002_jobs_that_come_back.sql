-- What an undo and a second press of Retry need to know of a job.

-- The take, shot or project whose deletion canceled the job: what brings that back queues it again.
ALTER TABLE jobs ADD COLUMN stopped_by TEXT;

-- The job that this one is another try of.
ALTER TABLE jobs ADD COLUMN retry_of TEXT;

CREATE INDEX jobs_stopped ON jobs (stopped_by) WHERE stopped_by IS NOT NULL;
CREATE INDEX jobs_retried ON jobs (retry_of) WHERE retry_of IS NOT NULL;
