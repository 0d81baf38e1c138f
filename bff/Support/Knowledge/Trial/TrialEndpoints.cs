using Bff.Support.Answering;
using Bff.Support.Knowledge.Edit;
using Bff.Support.Talk;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Support.Knowledge.Trial;

/// <summary>Trials, which change nothing that is published.</summary>
internal static class TrialEndpoints
{
    public static void MapTrials(this RouteGroupBuilder kb)
    {
        kb.MapPost("/check", CheckAsync);
        kb.MapPost("/try", TryAsync);
        kb.MapPost("/train", TrainAsync).ProducesErrors(422);
        kb.MapPost("/evaluate", EvaluateAsync).ProducesErrors(422);
    }

    /// <summary>Shows what stands against adding an utterance to an intent.</summary>
    private static async Task<Results<Ok<CheckAnswer>, ProblemHttpResult>> CheckAsync(
        CheckBody body, HttpContext http, IntentStore store, TrialService trials)
    {
        if (!PlainText.IsText(body.Utterance, 500)) return Problems.Fields(("utterance", "应为 1 到 500 个字。"));
        var scope = KnowledgeScope.Of(http);
        var kb = await trials.HintsAsync(scope, http.RequestAborted);
        var intent = body.Intent ?? "";
        var same = await store.SameAsync(scope.HospitalId, body.Utterance!, intent, http.RequestAborted);
        return TypedResults.Ok(new CheckAnswer(same, KnowledgeTrial.Conflicts(kb, body.Utterance!, intent)));
    }

    /// <summary>Shows what the bot would say to a question, and why.</summary>
    /// <param name="draft">True: answer from the draft as it stands, trained now if need be.</param>
    private static async Task<Results<Ok<TryAnswer>, ProblemHttpResult>> TryAsync(
        TryBody body, HttpContext http, TrialService trials, TimeProvider time, bool? draft)
    {
        if (!PlainText.IsText(body.Text, PlainText.LongestMessage)) return Problems.Fields(("text", "应为 1 到 2000 个字。"));
        var scope = KnowledgeScope.Of(http);
        var kb = await trials.TrialAsync(scope, draft ?? false, http.RequestAborted);
        var at = new BotSituation(scope.HospitalCode, ShanghaiTime.Day(time.GetUtcNow()), SupportChannel.H5);
        return TypedResults.Ok(KnowledgeTrial.Try(kb, body.Text!, at));
    }

    /// <summary>Trains the draft without publishing it.</summary>
    private static async Task<Results<Ok<TrainAnswer>, ProblemHttpResult>> TrainAsync(HttpContext http, TrialService trials) =>
        await trials.TrainAsync(KnowledgeScope.Of(http), http.RequestAborted) is { } report ? TypedResults.Ok(report) : NothingToLearn;

    /// <summary>Holds the draft against questions: those sent in, else the regression questions.</summary>
    private static async Task<Results<Ok<EvaluateAnswer>, ProblemHttpResult>> EvaluateAsync(
        EvaluateBody? body, HttpContext http, TrialService trials)
    {
        if (body?.Rows is { } rows && KnowledgeChecks.Regression(rows) is { } fault) return Problems.Fields(("rows", fault));
        return await trials.EvaluateAsync(KnowledgeScope.Of(http), body?.Rows, http.RequestAborted) is { } report
            ? TypedResults.Ok(report) : NothingToLearn;
    }

    private static ProblemHttpResult NothingToLearn => Words.Of(KnowledgeRefusal.NothingToLearn).Problem;
}
