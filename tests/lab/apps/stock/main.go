// Package main is the stock level service of a warehouse: Redis, logfmt by logrus.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/gomodule/redigo/redis"
	log "github.com/sirupsen/logrus"
)

func level(pool *redis.Pool, sku string) (int, error) {
	conn := pool.Get()
	defer conn.Close()
	count, err := redis.Int(conn.Do("GET", "stock:"+sku))
	if errors.Is(err, redis.ErrNil) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read level of %s: %w", sku, err)
	}
	return count, nil
}

func main() {
	log.SetFormatter(&log.TextFormatter{DisableColors: true, FullTimestamp: true, TimestampFormat: time.RFC3339Nano})
	log.SetOutput(os.Stdout)
	address := os.Getenv("REDIS_ADDRESS")
	pool := &redis.Pool{MaxIdle: 2, IdleTimeout: 5 * time.Second, MaxConnLifetime: 8 * time.Second, Dial: func() (redis.Conn, error) {
		return redis.Dial("tcp", address, redis.DialConnectTimeout(2*time.Second))
	}}
	http.HandleFunc("/ready", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	http.HandleFunc("/levels/", func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		sku := strings.TrimPrefix(r.URL.Path, "/levels/")
		fields := log.Fields{"method": r.Method, "path": r.URL.Path, "remote": r.Header.Get("X-Forwarded-For")}
		count, err := level(pool, sku)
		if err != nil {
			log.WithFields(fields).WithError(err).WithField("redis", address).Error("level not available")
			http.Error(w, "level not available", http.StatusServiceUnavailable)
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"sku": sku, "count": count})
		log.WithFields(fields).WithField("status", 200).WithField("took", time.Since(started).String()).Info("served")
	})
	go func() {
		stop := make(chan os.Signal, 1)
		signal.Notify(stop, syscall.SIGTERM)
		<-stop
		log.Info("received SIGTERM, shutting down")
		os.Exit(0)
	}()
	log.WithFields(log.Fields{"release": os.Getenv("APP_RELEASE"), "port": 9000}).Info("stock service listening")
	log.Fatal(http.ListenAndServe(":9000", nil))
}
