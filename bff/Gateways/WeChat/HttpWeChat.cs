using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Bff.Gateways.WeChat;

/// <summary>Settings under <c>WeChat</c>; secrets come from the environment or a secret store.</summary>
public sealed class WeChatOptions
{
    public Uri BaseAddress { get; set; } = new("https://api.weixin.qq.com");
    public string AppId { get; set; } = "";
    public string AppSecret { get; set; } = "";
    public string MiniProgramAppId { get; set; } = "";
    public string MiniProgramSecret { get; set; } = "";

    /// <summary>Whether the real platform is configured; else the sandbox stands in.</summary>
    public bool IsReal => AppId.Length > 0 && AppSecret.Length > 0;
}

/// <summary>The real platform: code exchange of the official account (sns/oauth2) and of the mini-program (jscode2session).</summary>
public sealed partial class HttpWeChat(HttpClient http, IOptions<WeChatOptions> options, ILogger<HttpWeChat> logger) : IWeChat
{
    public string AppId(WeChatChannel channel) => channel switch
    {
        WeChatChannel.OfficialAccount => options.Value.AppId,
        WeChatChannel.MiniProgram => options.Value.MiniProgramAppId,
    };

    public async Task<string?> ExchangeCodeAsync(WeChatChannel channel, string code, CancellationToken cancellationToken)
    {
        var o = options.Value;
        var path = channel switch
        {
            WeChatChannel.OfficialAccount => $"sns/oauth2/access_token?appid={o.AppId}&secret={o.AppSecret}&code={Uri.EscapeDataString(code)}&grant_type=authorization_code",
            WeChatChannel.MiniProgram => $"sns/jscode2session?appid={o.MiniProgramAppId}&secret={o.MiniProgramSecret}&js_code={Uri.EscapeDataString(code)}&grant_type=authorization_code",
        };
        using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(o.BaseAddress, path), cancellationToken));
        // Everything is HTTP 200; failure is a non-zero errcode, and its absence is success.
        if (answer.RootElement.TryGetProperty("errcode", out var errcode) && errcode.GetInt32() != 0)
        {
            LogRefused(channel, errcode.GetInt32());
            return null;
        }
        return answer.RootElement.TryGetProperty("openid", out var openid) ? openid.GetString() : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "WeChat refused a {Channel} code: errcode {Errcode}")]
    private partial void LogRefused(WeChatChannel channel, int errcode);
}
