# Recipes of a cooking magazine: Sinatra on Puma, plain text logs.
require "json"
require "logger"
require "sinatra/base"

class Recipes < Sinatra::Base
  RELEASE = ENV.fetch("APP_RELEASE")
  LOG = Logger.new($stdout, progname: "recipes")
  BOOK = {
    "1" => { "title" => "Rye bread", "serves" => 6, "nutrition" => { "kcal" => 240 } },
    "2" => { "title" => "Leek soup", "serves" => 4 },
    "3" => { "title" => "Plum cake", "serves" => 8, "nutrition" => { "kcal" => 310 } }
  }.freeze

  set :logging, false
  set :show_exceptions, false
  set :dump_errors, true
  LOG.info("recipes #{RELEASE} ready")

  after { LOG.info("#{request.request_method} #{request.path} #{response.status}") unless request.path == "/health" }

  get("/health") { "ok" }

  get("/recipes") { json(BOOK.map { |id, recipe| { "id" => id, "title" => recipe["title"] } }) }

  get "/recipes/:id" do |id|
    recipe = BOOK.fetch(id) { halt 404 }
    json(RELEASE >= "4.9.0" ? recipe.merge("kcal_per_serving" => per_serving(recipe)) : recipe)
  end

  def per_serving(recipe)
    recipe["nutrition"]["kcal"] / recipe["serves"]
  end

  def json(value)
    content_type "application/json"
    JSON.generate(value)
  end
end
