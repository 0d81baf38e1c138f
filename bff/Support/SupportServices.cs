using Bff.Platform.Pipes;
using Bff.Support.Contract;
using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Edit;
using Bff.Support.Knowledge.Publish;
using Bff.Support.Knowledge.Review;
using Bff.Support.Knowledge.Trial;
using Bff.Support.Knowledge.Unanswered;
using Bff.Support.Live;
using Bff.Support.Office;
using Bff.Support.Talk;
using Chatbot.Danger;

namespace Bff.Support;

/// <summary>The slice of customer service.</summary>
public static class SupportServices
{
    internal const string StaffAgent = "staff-agent", StaffEditor = "staff-editor";

    /// <summary>
    /// Rooms one connection may follow: more than an agent may serve at once, whose page leaves each chat that is over.
    /// </summary>
    internal const int MostJoins = 100;

    /// <summary>Registers the slice: its policies, JSON, hub, workers and encrypted columns.</summary>
    public static void AddSupport(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffAgent, "agent");
        services.AddStaffPolicy(StaffEditor, "editor");
        services.AddJson(TalkJson.Default, DeskJson.Default, OfficeJson.Default, KnowledgeApiJson.Default);
        services.AddApiTag("support", "Customer service: patients' conversations, the agents' desk and what supervisors keep.");
        services.AddApiTag("knowledge", "The knowledge base that the bot answers from: draft, trials, reviews, versions.");
        services.AddOptions<SupportOptions>().BindConfiguration("Support").ValidateDataAnnotations().ValidateOnStart();
        services.AddTalkAndDesk();
        services.AddKnowledge();
        services.AddLiveLine();
        services.AddSingleton(new EncryptedColumn("support.conversation", "comment_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.message", "text_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.message", "rating_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.note", "text_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.callback", "phone_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.callback", "text_enc", "id", "hospital_id"));
    }

    private static void AddTalkAndDesk(this IServiceCollection services)
    {
        services.AddSingleton<MessageRows>();
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<TurnStore>();
        services.AddSingleton<DangerStore>();
        services.AddOutboxHandler<DangerStore>(DangerStore.Topic, (dangers, message, _) => dangers.AuditAsync(message));
        // Trained at the start on a thread of its own, so that no patient waits for it.
        services.AddSingleton(new DangerDetector());
        services.AddOnce<DangerDetector>("support.danger", (_, token) => Task.Run(DangerDetector.Warm, token));
        services.AddSingleton<TalkService>();
        services.AddSingleton<AgentStore>();
        services.AddSingleton<ChatStore>();
        services.AddSingleton<HandOverStore>();
        services.AddSingleton<DeskService>();
        services.AddSingleton<CannedStore>();
        services.AddSingleton<HoursStore>();
        services.AddSingleton<CallbackStore>();
        services.AddSingleton<StatisticsStore>();
        services.AddSingleton<WaitStore>();
    }

    private static void AddKnowledge(this IServiceCollection services)
    {
        services.AddSingleton<KnowledgeStore>();
        services.AddSingleton<KnowledgeService>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<IntentStore>();
        services.AddSingleton<TrialService>();
        services.AddSingleton<VersionStore>();
        services.AddSingleton<PublishService>();
        services.AddSingleton<ReviewStore>();
        services.AddSingleton<ReviewService>();
        services.AddSingleton<UnansweredStore>();
        services.AddSingleton<UnansweredService>();
        services.AddSingleton(provider => new SupportKnowledge(
            provider.GetRequiredService<KnowledgeService>(), provider.GetRequiredService<DraftStore>(),
            provider.GetRequiredService<TimeProvider>()));
        // A subscription of its own: training takes seconds, and messages do not wait for it.
        services.AddChannelSubscription<KnowledgeService>(
            "support.knowledge", SupportHints.Channel,
            (knowledge, told, token) => told.StartsWith("k:", StringComparison.Ordinal) ? knowledge.ReloadAsync(token) : Task.CompletedTask,
            (knowledge, token) => knowledge.ReloadAsync(token));
    }

    private static void AddLiveLine(this IServiceCollection services)
    {
        services.AddSignalR(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(8);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
            hub.MaximumReceiveMessageSize = 16 * 1024;
        }).AddJsonProtocol(json =>
        {
            var chain = json.PayloadSerializerOptions.TypeInfoResolverChain;
            chain.Clear();
            chain.Add(PlatformJson.Default.RefusingNulls());
            chain.Add(TalkJson.Default.RefusingNulls());
            chain.Add(DeskJson.Default.RefusingNulls());
            chain.Add(LiveJson.Default.RefusingNulls());
        });
        services.AddSingleton<LiveStore>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<SupportHints>();
        services.AddSingleton<AgentTimers>();
        services.AddSingleton<WaitingTimers>();
        services.AddLive<SupportSource, SupportViewer, Message, ConversationRow>(
            new LiveSettings { Name = "support", MostJoins = MostJoins });
        services.AddChannelSubscription<SupportHints>(
            "support.live", SupportHints.Channel, (hints, told, _) => hints.HearAsync(told), (hints, _) => hints.LookAgainAsync());
        services.AddSubscription<SupportHints>(
            SupportHints.Typing, SupportHints.Typing, (hints, told, _) => hints.HearTypingAsync(told), (_, _) => Task.CompletedTask);
        services.AddWorker<StatisticsStore>(
            new WorkerSettings { Name = "support.days", Every = TimeSpan.FromSeconds(5) }, (days, token) => days.AddUpAsync(token));
        services.AddWorker<WaitStore>(
            new WorkerSettings { Name = "support.waits", Every = TimeSpan.FromSeconds(5) }, (waits, token) => waits.MarkAsync(token));
        services.AddWorker<WaitStore>(
            new WorkerSettings { Name = "support.medians", Every = TimeSpan.FromSeconds(30) }, (waits, token) => waits.SettleAsync(token));
        services.AddWorker<AgentTimers>("support.agents", TimeSpan.FromSeconds(1), (timers, token) => timers.TickAsync(token));
        services.AddWorker<WaitingTimers>("support.waiting", TimeSpan.FromSeconds(1), (timers, token) => timers.EndWaitingAsync(token));
        services.AddWorker<WaitingTimers>("support.idle", TimeSpan.FromMinutes(1), (timers, token) => timers.CloseIdleAsync(token));
    }
}
