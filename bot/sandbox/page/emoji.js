// The common emoji by their short names.

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 tada 🎉 clap 👏 raised_hands 🙌 muscle 💪 fire 🔥 rocket 🚀 star ⭐
star2 🌟 sparkles ✨ trophy 🏆 medal 🏅 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉
bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢 dart 🎯 heart ❤️ purple_heart 💜 green_heart 💚 blue_heart 💙
yellow_heart 💛 pray 🙏 eyes 👀 wave 👋 handshake 🤝 point_right 👉 point_left 👈 point_up ☝️ point_down 👇
ok_hand 👌 crossed_fingers 🤞 smile 😄 smiley 😃 grinning 😀 blush 😊 slightly_smiling_face 🙂 wink 😉 joy 😂
sweat_smile 😅 thinking_face 🤔 sunglasses 😎 partying_face 🥳 star-struck 🤩 hugging_face 🤗 relieved 😌
neutral_face 😐 confused 😕 worried 😟 disappointed 😞 cry 😢 sob 😭 tired_face 😫 sleeping 😴 weary 😩
face_with_monocle 🧐 exploding_head 🤯 white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️
x ❌ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 construction 🚧 question ❓ exclamation ❗
bangbang ‼️ information_source ℹ️ bulb 💡 memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋 calendar 📅 date 📅
spiral_calendar_pad 🗓️ alarm_clock ⏰ stopwatch ⏱️ hourglass ⌛ hourglass_flowing_sand ⏳
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 moneybag 💰 dollar 💵 euro 💶
money_with_wings 💸 credit_card 💳 briefcase 💼 office 🏢 phone 📞 telephone_receiver 📞 email 📧
envelope ✉️ inbox_tray 📥 outbox_tray 📤 package 📦 lock 🔒 unlock 🔓 key 🔑 link 🔗 paperclip 📎 pushpin 📌
round_pushpin 📍 mag 🔍 books 📚 book 📖 mortar_board 🎓 seedling 🌱 deciduous_tree 🌳 sunny ☀️ sunrise 🌅
partly_sunny ⛅ cloud ☁️ rain_cloud 🌧️ zap ⚡ snowflake ❄️ rainbow 🌈 ocean 🌊 mountain ⛰️ coffee ☕
beers 🍻 beer 🍺 champagne 🍾 cake 🍰 birthday 🎂 pizza 🍕 balloon 🎈 gift 🎁 confetti_ball 🎊
checkered_flag 🏁 triangular_flag_on_post 🚩 world_map 🗺️ compass 🧭 north_star 🌟 speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ arrow_up ⬆️ arrow_down ⬇️ arrow_right ➡️ arrow_left ⬅️
arrow_upper_right ↗️ arrow_lower_right ↘️ arrows_counterclockwise 🔄 repeat 🔁 fast_forward ⏩
heavy_plus_sign ➕ heavy_minus_sign ➖ 100 💯 large_green_circle 🟢 large_yellow_circle 🟡
large_orange_circle 🟠 red_circle 🔴 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫
large_green_square 🟩 large_yellow_square 🟨 large_red_square 🟥 white_large_square ⬜
black_large_square ⬛ small_blue_diamond 🔹 small_orange_diamond 🔸 one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣
five 5️⃣ robot_face 🤖 brain 🧠 toolbox 🧰 wrench 🔧 hammer 🔨 gear ⚙️ shield 🛡️ balance_scale ⚖️
ladder 🪜 rock 🪨 mirror 🪞 runner 🏃 person_climbing 🧗 mountain_climber 🧗 headphones 🎧 microphone 🎤
palm_tree 🌴 airplane ✈️ house 🏠
`
  .trim()
  .split(/\s+/);

const EMOJI = new Map();
for (let at = 0; at < TABLE.length; at += 2) EMOJI.set(TABLE[at], TABLE[at + 1]);

export const QUICK_REACTIONS = ["tada", "clap", "+1", "eyes", "white_check_mark"];

export const emoji = (name) => EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? `:${name}:`;

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
