using System.Threading.RateLimiting;
using Bff.Accounts.Contract;
using Bff.Support.Knowledge;
using Chatbot.Text;
using Microsoft.Extensions.Options;

namespace Bff.Support;

/// <summary>Why a message was not taken.</summary>
internal enum SendRefusal
{
    Unknown,
    Closed,
    TextInvalid,
    TooMany,
}

/// <summary>What became of a message.</summary>
internal sealed record SendOutcome(SentMessage? Sent, SendRefusal? Refusal);

/// <summary>Decides the patient's side of a conversation: whose turn it is, what the bot says, when a person takes over.</summary>
internal sealed class SupportService(SupportStore store, KnowledgeService knowledge, IOptions<SupportOptions> options, TimeProvider time) : IDisposable
{
    public const int LongestText = 2000;

    /// <summary>Every lost race was won by another message of the same conversation; more of them at once is no talk.</summary>
    private const int MostTries = 200;

    private readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(patient =>
        RateLimitPartition.GetTokenBucketLimiter(patient, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Value.MessagesPerSecond * 20,
            TokensPerPeriod = options.Value.MessagesPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        }));

    public void Dispose() => limiter.Dispose();

    /// <summary>Whether this patient may do one more thing now.</summary>
    public bool Admit(Guid patientId) => limiter.AttemptAcquire(patientId).IsAcquired;

    /// <summary>Opens a conversation; null when there is no such hospital.</summary>
    public async Task<OpenedConversation?> OpenAsync(Guid patientId, string hospitalCode, string? topic, string channel, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var kb = await knowledge.ForAsync(hospitalCode, cancellationToken);
        var (reply, context) = Bot.Open(kb, topic);
        var opened = await store.OpenAsync(id, patientId, hospitalCode, topic, channel, context, new Line("bot", reply.Text, Reply: reply), now, cancellationToken);
        return opened is var (_, hospital) ? new OpenedConversation(id.ToString(), hospital, reply, 1) : null;
    }

    /// <summary>Takes a message. A resend under the same client id is answered as the first was.</summary>
    public async Task<SendOutcome> SendAsync(Guid patientId, Guid id, string? text, Guid? clientId, CancellationToken cancellationToken)
    {
        if (!IsText(text, LongestText)) return new SendOutcome(null, SendRefusal.TextInvalid);
        if (!Admit(patientId)) return new SendOutcome(null, SendRefusal.TooMany);
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await store.TurnAsync(id, patientId, clientId, cancellationToken) is not { } turn) return new SendOutcome(null, SendRefusal.Unknown);
            if (turn.Known is { } number) return new SendOutcome(await AgainAsync(id, number, cancellationToken), null);
            if (turn.State == ConversationState.Closed) return new SendOutcome(null, SendRefusal.Closed);
            if (await TakeAsync(id, turn, text!, clientId, cancellationToken) is { } sent) return new SendOutcome(sent, null);
        }
        throw new TooBusyException();
    }

    /// <summary>Readable text of 1 to <paramref name="longest"/> characters; lone surrogates and NUL cannot be stored.</summary>
    public static bool IsText(string? text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest || text.Contains('\0')) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }

    /// <summary>Asks for a person. Outside service hours the state stays, and a message can be left.</summary>
    public async Task<HandoffAnswer?> HandOffAsync(Guid patientId, Guid id, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.TurnAsync(id, patientId, null, cancellationToken) is not { } turn) return null;
        var open = await IsOpenAsync(turn.HospitalId, now, cancellationToken);
        var moved = open && turn.State == ConversationState.Bot
            && await store.HandOffAsync(id, turn, reason, Priority(reason), new Line("system", Connecting), now, cancellationToken);
        var row = (await store.StatesAsync([id], cancellationToken))[0];
        var text = row.State switch
        {
            ConversationState.Queue => moved ? Connecting : "您已在排队中，请稍候。",
            ConversationState.Agent => "人工客服正在为您服务。",
            ConversationState.Closed => "会话已结束，请新开一个会话。",
            _ => Closed,
        };
        return new HandoffAnswer(row.State, open, row.Queue, text);
    }

    /// <summary>After an answer that did not help: hands over, or outside service hours has the bot offer a call.</summary>
    public async Task OfferPersonAsync(Guid id, Turn turn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await IsOpenAsync(turn.HospitalId, now, cancellationToken))
            await store.HandOffAsync(id, turn, HandoffReason.Rating, Priority(HandoffReason.Rating), new Line("system", Connecting), now, cancellationToken);
        else
            await store.OfferCallAsync(id, turn.HospitalId, new Line("bot", NotHelped, Reply: Offer(NotHelped)), now, cancellationToken);
    }

    public async Task<ConversationView?> ViewAsync(Guid patientId, Guid id, int after, CancellationToken cancellationToken)
    {
        if (await store.TurnAsync(id, patientId, null, cancellationToken) is null) return null;
        var row = (await store.StatesAsync([id], cancellationToken))[0];
        var messages = await store.MessagesAsync(id, after, 500, cancellationToken);
        return new ConversationView(
            id.ToString(), row.Hospital, row.State, row.AgentName is { } name ? new ServingAgent(name) : null, row.Queue,
            await IsOpenAsync(row.HospitalId, time.GetUtcNow(), cancellationToken), messages, row.LastNumber);
    }

    /// <summary>Ends a conversation, with a rating when one is given.</summary>
    public async Task<bool> CloseAsync(Guid patientId, Guid id, int? rating, string? comment, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await store.TurnAsync(id, patientId, null, cancellationToken) is not { } turn) return false;
            if (await store.CloseAsync(id, turn, rating, comment, new Line("system", "会话已结束，感谢您的使用。"), time.GetUtcNow(), cancellationToken)) return true;
        }
        throw new TooBusyException();
    }

    /// <summary>Leaves a message to be called back for; the log says that it is kept, with the end of the number alone.</summary>
    public async Task<bool> CallBackAsync(Guid patientId, Guid id, string phone, string text, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await store.TurnAsync(id, patientId, null, cancellationToken) is not { } turn) return false;
        var line = new Line("system", $"已记下您的电话（{Masking.Number(phone)}）和问题，上班后工作人员会给您回电。");
        await store.AddCallbackAsync(new Callback(Guid.CreateVersion7(now), id, patientId, turn.HospitalId, phone, text), line, now, cancellationToken);
        return true;
    }

    /// <summary>
    /// Gives those who still wait after the end of the service hours back to the bot, with the offer to be called. Nobody waits for people who have gone home;
    /// who is talking to an agent goes on.
    /// </summary>
    /// <returns>The conversations that were given back.</returns>
    public async Task<IReadOnlyList<Guid>> EndWaitingAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = new List<Guid>();
        foreach (var (hospital, hours) in await store.HoursOfWaitingAsync(cancellationToken))
        {
            if (hours.IsOpen(now)) continue;
            foreach (var id in await store.WaitingAsync(hospital, cancellationToken))
                if (await store.ReturnToBotAsync(id, hospital, new Line("bot", HoursEnded, Reply: Offer(HoursEnded)), now, cancellationToken)) ended.Add(id);
        }
        return ended;
    }

    public async Task<bool> IsOpenAsync(Guid hospitalId, DateTimeOffset now, CancellationToken cancellationToken) =>
        await store.HoursAsync(hospitalId, cancellationToken) is not { } hours || hours.IsOpen(now);

    /// <summary>Danger goes before everyone.</summary>
    public static short Priority(string reason) => (short)(reason is HandoffReason.Emergency or HandoffReason.SelfHarm ? 2 : 0);

    private const string Closed = "现在不在人工服务时间，请留下电话和问题，工作人员会给您回电。";

    private const string Connecting = "已为您转接人工客服，请稍候。";

    private const string NotHelped = "抱歉，没有帮到您。" + Closed;

    private const string HoursEnded = "人工客服已经下班，您已退出排队。请留下电话和问题，上班后工作人员会给您回电；也可以继续问我。身体不适很急，请拨打120。";

    /// <summary>A hand-off that nobody takes now: the page lets the patient leave a number.</summary>
    private static Reply Offer(string text) => new(ReplyKind.Handoff, text, null, null, [], [], []);

    private async Task<SentMessage?> TakeAsync(Guid id, Turn turn, string text, Guid? clientId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var line = new Line("patient", text, ClientId: clientId);
        if (turn.State != ConversationState.Bot)
            return await store.AppendPatientAsync(id, turn, line, now, cancellationToken) is { } number ? new SentMessage(number, null, null) : null;
        var kb = await knowledge.ForAsync(turn.HospitalCode, cancellationToken);
        var (reply, context, handoff) = Bot.Answer(kb, turn.Context, text, new BotSituation(turn.HospitalCode, ServiceHours.Today(now), turn.Channel));
        var missed = reply.Kind is ReplyKind.Unknown or ReplyKind.Choices && context.Misses > 0 || handoff == HandoffReason.Misses ? PersonalData.Mask(text) : null;
        if (handoff is not null && !await IsOpenAsync(turn.HospitalId, now, cancellationToken))
            (reply, handoff) = (reply with { Text = reply.Text.Replace("正在为您转接人工客服。", Closed, StringComparison.Ordinal) }, null);
        return await store.AppendTurnAsync(
                id, turn, line, new Line("bot", reply.Text, Reply: reply), context, handoff, handoff is null ? (short)0 : Priority(handoff), missed, now, cancellationToken)
            ? new SentMessage(turn.LastNumber + 1, turn.LastNumber + 2, reply)
            : null;
    }

    private async Task<SentMessage> AgainAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        var next = (await store.MessagesAsync(id, number, 1, cancellationToken)).FirstOrDefault(m => m.Author == "bot" && m.Number == number + 1);
        return new SentMessage(number, next?.Number, next?.Reply);
    }
}
