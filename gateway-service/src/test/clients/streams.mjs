import { randomUUID } from "node:crypto";

/**
 * The streams that clients know, one row each. A test adds who connects and a mark that tells its events from those of the
 * tests beside it.
 *
 * - `socket`, `events`: where, as WebSocket and as EventSource; a row has one of them or both
 * - `opening`: members of the first message; absent where the API has none. `opened`: the same of an EventSource, if it
 *   differs
 * - `exchange`: what the client may send, and members of the answer
 * - `channel`, `data`: what is published where; `expected`: members of what arrives
 * - `event`: name of the event at an EventSource; `id`: whether it carries the publication's id
 * - `recovers`: whether a returning EventSource gets what it missed
 * - `beats`: the name of the event that an EventSource gets in silence, or ":" for a comment
 */

/** A request to workers under an id of its own: what another client left is nobody else's for a while. */
function request(target, channel) {
  const id = randomUUID();
  return { events: () => `/api/stream/${target}&requestId=${id}`, channel: `${channel}:${id}` };
}

const DEVICE = "lab 7/größe:1";
const MAS = { api: "mycosoft", id: true, recovers: true, beats: "heartbeat" };
const CIRIS = {
  api: "ciris", roles: ["ADMIN"], opening: { type: "auth", data: { authenticated: true, role: "ADMIN" } },
  exchange: [{ send: { type: "ping" }, answer: { type: "heartbeat", data: { status: "alive" } } }],
};
const GREENLANG = { api: "greenlang", id: true, recovers: true, beats: "heartbeat" };
const GEMINI = { api: "geminivideo" };
const GEMINI_EVENTS = {
  ...GEMINI, event: "message", id: true, beats: ":",
  opened: { type: "connected", message: "SSE connection established" },
};

export const STREAMS = [
  {
    ...MAS,
    name: "a device",
    socket: () => `/ws/devices/${encodeURIComponent(DEVICE)}`,
    events: () => `/api/stream/devices/${encodeURIComponent(DEVICE)}`,
    opening: { type: "connected", message: `Device stream connected to ${DEVICE}`, device_id: DEVICE },
    exchange: [{ send: { type: "ping" }, answer: { type: "pong", device_id: DEVICE } }],
    channel: "devices:telemetry",
    data: (mark) => ({ device_id: DEVICE, telemetry: { mark } }),
    event: "telemetry",
    expected: (mark) => ({ type: "telemetry", device_id: DEVICE, source: "test", data: { mark } }),
  },
  {
    ...MAS,
   
    name: "experiments",
    socket: () => "/api/stream/scientific/live",
    events: () => "/api/stream/scientific",
    opening: { type: "connected", message: "Scientific stream connected" },
    exchange: [{ send: { type: "ping" }, answer: { type: "pong" } }],
    channel: "experiments:data",
    data: (mark) => ({ experiment_id: mark, data: { measurement: 123.45 } }),
    event: "experiment_data",
    expected: (mark) => ({ type: "experiment_data", source: "test", data: { experiment_id: mark } }),
  },
  {
    ...MAS,
   
    name: "agents",
    socket: () => "/ws/topology",
    events: () => "/api/stream/agents",
    opening: { type: "connected", message: "Topology stream connected" },
    exchange: [{ send: { type: "request_snapshot" }, answer: { type: "snapshot", edges: [] } }],
    channel: "agents:status",
    data: (mark) => ({ agent_id: mark, status: "healthy", details: {} }),
    event: "agent_status",
    expected: (mark) => ({ type: "agent_status", data: { agent_id: mark, status: "healthy" } }),
  },
  {
    ...MAS,
   
    name: "vessels",
    socket: () => "/api/crep/stream?category=weather",
    events: () => "/api/stream/crep?category=vessel",
    opening: { type: "connected", message: "CREP stream connected", filter: "weather" },
    opened: { type: "connected", message: "CREP stream connected", filter: "vessel", category: "vessel" },
    exchange: [
      { send: { type: "set_filter", category: "vessel" }, answer: { type: "filter_updated", category: "vessel" } },
    ],
    channel: "crep:live",
    data: (mark) => ({ category: "vessel", data: { mark } }),
    event: "crep_update",
    expected: (mark) => ({ type: "crep_update", data: { category: "vessel", data: { mark } } }),
  },
  {
    ...CIRIS,
    name: "messages",
    socket: () => "/v1/stream/messages",
    channel: "ciris:message",
    data: (mark) => ({ message_id: mark, channel_id: "c", author_id: "a", content: "hello", direction: "incoming" }),
    expected: (mark) => ({ type: "message", data: { message_id: mark, direction: "incoming" } }),
  },
  {
    ...CIRIS,
    name: "telemetry",
    socket: () => "/v1/stream/telemetry",
    channel: "ciris:telemetry",
    data: (mark) => ({ metric_name: mark, value: 1.5, unit: null, tags: {} }),
    expected: (mark) => ({ type: "telemetry", data: { metric_name: mark, value: 1.5, unit: null } }),
  },
  {
    ...CIRIS,
    name: "reasoning",
    socket: () => "/v1/stream/reasoning",
    channel: "ciris:reasoning",
    data: (mark) => ({ reasoning_id: mark, step: "s", thought: "t", depth: 0, handler: null }),
    expected: (mark) => ({ type: "reasoning", data: { reasoning_id: mark, depth: 0 } }),
  },
  {
    ...CIRIS,
    name: "logs",
    socket: () => "/v1/stream/logs",
    channel: "ciris:log",
    data: (mark) => ({ level: "ERROR", logger_name: "l", message: mark, context: {} }),
    expected: (mark) => ({ type: "log", data: { message: mark, level: "ERROR" } }),
  },
  {
    ...CIRIS,
    name: "what is asked for",
    socket: () => "/v1/stream/all",
    roles: ["OBSERVER"],
    opening: { type: "auth", data: { authenticated: true, role: "OBSERVER" } },
    exchange: [
      {
        send: { type: "subscribe", streams: ["message", "log"] },
        answer: { type: "subscribe", data: { subscribed: ["message"], denied: ["log"] } },
      },
    ],
    channel: "ciris:message",
    data: (mark) => ({ message_id: mark, channel_id: "c", author_id: "a", content: "hello", direction: "outgoing" }),
    expected: (mark) => ({ type: "message", data: { message_id: mark, direction: "outgoing" } }),
  },
  {
    ...GREENLANG,
    name: "agents' status",
    events: () => "/api/v1/stream/events?event_types=agent.status,error",
    channel: "greenlang:agent:status",
    data: (mark) => ({ agent_id: mark, status: "RUNNING", progress_percent: 50 }),
    event: "agent.status",
    expected: (mark) => ({ agent_id: mark, status: "RUNNING", progress_percent: 50 }),
  },
  {
    ...GREENLANG,
    name: "alarms of an agent",
    events: () => "/api/v1/stream/agents/007",
    channel: "greenlang:alarm:update",
    data: (mark) => ({ alarm_id: mark, agent_id: "agent:007", severity: "WARNING", message: "hot" }),
    event: "alarm.update",
    expected: (mark) => ({ alarm_id: mark, agent_id: "agent:007", severity: "WARNING" }),
  },
  {
    ...GREENLANG,
    name: "progress of a job",
    events: () => "/api/v1/stream/jobs/job-1",
    channel: "greenlang:calculation:progress",
    data: (mark) => ({ job_id: "job-1", agent_id: "a", progress_percent: 1, current_step: mark, step_number: 1 }),
    event: "calculation.progress",
    expected: (mark) => ({ job_id: "job-1", current_step: mark }),
  },
  {
    ...GEMINI,
    name: "progress of a job",
    socket: () => "/ws?userId=demo",
    opening: { type: "connected", message: "Connected to real-time service" },
    exchange: [
      {
        send: { type: "subscribe", channel: { type: "job_progress", id: "job-1" } },
        answer: { type: "subscribed", channel: "job_progress", success: true },
      },
      { send: { type: "ping" }, answer: { type: "pong" } },
    ],
    channel: "job_progress:job-1",
    data: (mark) => ({ jobId: "job-1", status: "processing", stage: "s", progress: 0.5, message: mark }),
    expected: (mark) => ({ type: "job_progress", jobId: "job-1", message: mark }),
  },
  {
    ...GEMINI,
    name: "alerts",
    socket: () => "/ws/alerts",
    opening: { type: "connected", message: "Alert notification channel connected" },
    exchange: [{ send: { type: "ping" }, answer: { type: "pong" } }],
    channel: "alerts",
    data: (mark) => ({ alertId: mark, severity: "info", category: "c", title: "t", message: "m", actionRequired: false }),
    expected: (mark) => ({ type: "alert", data: { alertId: mark, alert_id: mark } }),
  },
  {
    ...GEMINI_EVENTS,
    name: "a render",
    events: () => "/api/stream/render-progress/job-1",
    channel: "video_render:job-1",
    data: (mark) => ({ jobId: "job-1", currentFrame: 1, totalFrames: 9, progress: 0.1, stage: "rendering", mark }),
    expected: (mark) => ({ type: "video_render_progress", jobId: "job-1", mark }),
  },
  {
    ...GEMINI_EVENTS,
    name: "a campaign",
    events: () => "/api/stream/campaign-metrics/campaign-1",
    channel: "campaign_metrics:campaign-1",
    data: (mark) => ({ campaignId: "campaign-1", metrics: { clicks: 1 }, change: { clicks: 1 }, mark }),
    expected: (mark) => ({ type: "campaign_metrics", campaignId: "campaign-1", mark }),
  },
  {
    ...GEMINI_EVENTS,
    name: "an A/B test",
    events: () => "/api/stream/ab-test-results/test-1",
    channel: "ab_test_results:test-1",
    data: (mark) => ({ testId: "test-1", variantId: mark, metrics: { clicks: 1 }, isWinner: false }),
    expected: (mark) => ({ type: "ab_test_result", testId: "test-1", variantId: mark }),
  },
  {
    ...GEMINI_EVENTS,
    name: "a council's score",
    ...request("council-score?videoUrl=v&transcript=t", "council_score"),
    fresh: () => request("council-score?videoUrl=v&transcript=t", "council_score"),
    data: (mark) => ({ stage: "gemini", isComplete: false, model: mark }),
    expected: (mark) => ({ type: "council_score_stream", stage: "gemini", model: mark }),
  },
  {
    ...GEMINI_EVENTS,
    name: "an evaluation",
    ...request("evaluate-creative?content=c", "creative_evaluation"),
    fresh: () => request("evaluate-creative?content=c", "creative_evaluation"),
    data: (mark) => ({ chunk: mark, isComplete: false }),
    expected: (mark) => ({ chunk: mark, isComplete: false }),
  },
  {
    api: "veritas",
   
    name: "a plan",
    socket: (who) => `/api/v1/streaming/ws/${encodeURIComponent(who)}?plan_id=plan-1`,
    opening: { event_type: "ping", plan_id: "system", data: { message: "Connected to VERITAS streaming service" } },
    exchange: [
      {
        send: { action: "ping", timestamp: 17 },
        answer: { event_type: "pong", plan_id: "system", data: { timestamp: 17 } },
      },
    ],
    channel: "veritas:plan:plan-1",
    data: (mark) => ({ event_type: "step_progress", step_id: "s", data: { progress: 0.5, message: mark } }),
    expected: (mark) => ({ event_type: "step_progress", plan_id: "plan-1", data: { progress: 0.5, message: mark } }),
  },
];
