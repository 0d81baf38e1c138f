using StackExchange.Redis;

namespace Bff.Platform.Data;

/// <summary>
/// Every key in Redis with its lifetime. Redis holds only what may be lost at any moment: nothing here is the only copy, a permission or a
/// count of guesses.
/// </summary>
public static class RedisKeys
{
    /// <summary>
    /// A finished picture that everyone who opens the film asks for, named by the file's content and the request. A release that draws
    /// otherwise shows the old
    /// ones for their lifetime.
    /// </summary>
    public static string Picture(string pictureKey) => "bff:film:picture:" + pictureKey;

    /// <summary>As long as a film is talked about: the patient, the family and the doctor open it within hours.</summary>
    public static readonly TimeSpan PictureLifetime = TimeSpan.FromHours(6);

    /// <summary>Channel of the hints between the nodes (<see cref="Pipes.Notifications"/>); nothing is kept there.</summary>
    public static readonly RedisChannel Hints = RedisChannel.Literal("bff:hints");
}
