namespace Bff.Platform.Http;

/// <summary>Whoever is told that it does not go now is told when to come back, whichever code says so.</summary>
internal static class RetryLater
{
    /// <summary>Seconds, where nobody who answers knows better.</summary>
    private const string Unavailable = "2", TooMany = "1";

    /// <summary>Adds <c>Retry-After</c> to 429 and 503 that have none, when the answer starts.</summary>
    public static void SetOnStarting(HttpContext http) => http.Response.OnStarting(
        state =>
        {
            var response = (HttpResponse)state;
            if (response.Headers.RetryAfter.Count == 0 && response.StatusCode is (429 or 503))
                response.Headers.RetryAfter = response.StatusCode == 503 ? Unavailable : TooMany;
            return Task.CompletedTask;
        },
        http.Response);
}
